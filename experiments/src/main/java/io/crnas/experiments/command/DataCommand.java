package io.crnas.experiments.command;

import picocli.CommandLine.Command;

@Command(
    name = "data",
    description = "Looks at images with boxes, before anything is trained on them.",
    subcommands = DataCheckCommand.class)
final class DataCommand {}

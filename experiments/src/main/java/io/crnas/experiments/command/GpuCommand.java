package io.crnas.experiments.command;

import picocli.CommandLine.Command;

@Command(
    name = "gpu",
    description =
        "Gets what a GPU needs, and looks whether it can be used and computes what it should.")
final class GpuCommand {}

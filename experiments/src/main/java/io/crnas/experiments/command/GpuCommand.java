package io.crnas.experiments.command;

import picocli.CommandLine.Command;

@Command(
    name = "gpu",
    description = "Looks whether the GPU can be used, and whether it computes what it should.")
final class GpuCommand {}

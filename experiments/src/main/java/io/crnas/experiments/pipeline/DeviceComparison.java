package io.crnas.experiments.pipeline;

/**
 * How a device compares with the processor in one thing.
 *
 * @param what was compared
 * @param found in words
 */
public record DeviceComparison(String what, String found, boolean passed) {}

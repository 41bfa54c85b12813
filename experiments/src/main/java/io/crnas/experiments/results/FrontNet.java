package io.crnas.experiments.results;

import io.crnas.spaces.Allocation;
import java.util.Map;

/**
 * A net of a Pareto front, trained and exported.
 *
 * @param file its ONNX file
 * @param objective what was maximised
 * @param score of it in the search
 * @param against what the cost is
 * @param cost as the search weighed it
 * @param test metrics on the test split, as the engine measured them
 * @param parity the file against the engine
 */
public record FrontNet(
    String file,
    Allocation allocation,
    String objective,
    double score,
    String against,
    double cost,
    Map<String, Double> test,
    Retrained.Parity parity) {}

package io.crnas.experiments.descriptor;

import io.crnas.framework.evolution.Crossover;
import io.crnas.framework.setting.Setting;

/** How children are made of parents. */
public record Breeding(
    @Setting(
            about =
                "which genes two parents exchange: each by chance, or those behind one point or"
                    + " between two",
            byDefault = "uniform")
        Crossover crossover,
    @Setting(
            about = "chance that a parent exchanges genes with another",
            byDefault = "0.8",
            min = 0,
            max = 1)
        double crossed,
    @Setting(about = "chance that a gene is drawn anew", byDefault = "0.05", min = 0, max = 1)
        double mutation,
    @Setting(
            about =
                "chance that a child moves cost from one gene to another, as a block from one stage"
                    + " to another",
            byDefault = "0.2",
            min = 0,
            max = 1)
        double move) {}

package io.crnas.experiments.descriptor;

import io.crnas.framework.setting.Setting;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.cost.Cost;
import java.util.Optional;

/** How much a candidate may cost: what the baseline costs, give or take a tolerance. */
public record Budget(
    @Setting(about = "what is counted", byDefault = "macs") Cost.Metric metric,
    @Setting(
            about = "how it is counted: multiplications alone (mac) or as in the paper (thop)",
            byDefault = "mac")
        Cost.Convention convention,
    @Setting(about = "what it is counted of", byDefault = "backbone") Cost.Scope scope,
    @Setting(about = "height x width of the image it is counted for") ImageSize input,
    @Setting(
            about =
                "blocks per stage of the baseline, from the sets of space.stages where those are"
                    + " given; without it, the family's own")
        Optional<StageAllocation> baseline,
    @Setting(
            about = "how far from the baseline's cost a candidate may be, as a fraction of it",
            byDefault = "0.01",
            min = 0,
            below = 1)
        double tolerance) {}

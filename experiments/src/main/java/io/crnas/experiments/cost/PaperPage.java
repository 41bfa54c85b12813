package io.crnas.experiments.cost;

import io.crnas.spaces.Allocation;
import io.crnas.spaces.Backbone;
import io.crnas.spaces.Family;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The page of the documentation about costs. */
public final class PaperPage {
  private PaperPage() {}

  /** The page as Markdown. */
  public static String markdown() {
    PaperTable one = PaperTable.one();
    PaperTable three = PaperTable.three();
    Backbone backbone = Family.RESNET50.backbone();
    Counting counting = Counting.paper(PaperTable.one().detector());
    List<NetCost> nets =
        Stream.of(backbone.baseline().toString(), "1-3-5-7")
            .map(Allocation::parse)
            .map(allocation ->
                new NetCost(allocation, counting.parts(backbone, allocation), Optional.empty()))
            .toList();
    return """
    # Costs

    Written by `./crnas cost --paper > docs/costs.md`; a test holds it to what is counted.

    A number of operations means nothing without what it counts, of what, at which size. `mac`
    counts the multiplications of convolutions and linear layers. `thop` is the convention that
    gives the numbers of the paper: a convolution also counts its bias, a linear layer 2 · in − 1
    for each output, batch normalisation 4 for each element, a transposed convolution as if every
    tap of its kernel reached every cell of its output. In both, activation functions, pooling,
    sums, RoIAlign and the interpolation of deformable convolutions count nothing.

    ## The paper's tables

    10^9 operations of the whole detector at 800x1088, convention `thop`: pyramid of 256 channels,
    three anchors a cell, 80 classes, 1000 regions for the box head, 100 for the mask head.

    ### %s

    %s

    ### %s

    %s

    The blocks of the CR rows are not in the part of the paper that was readable to us. Those of
    the ResNets are believed to be the paper's and have exactly the baselines' multiplications in
    their blocks; that of MobileNetV2 is not known. The rows of MobileNetV2 count its last
    convolution, from 320 to 1280 channels, which no detector reads and crnas does not build: it
    adds 0.353 G, and without it they are further from the paper's.

    ## Your own nets

    ```
    ./crnas cost --backbone resnet50 --allocation 1-3-5-7 --detector faster-rcnn \\
      --input 800x1088 --convention thop
    ```

    tells it part by part, the baseline first. `--allocation` can be repeated, `--json` writes
    whole numbers. Activations are the numbers that convolutions and linear layers give out.
    `--set` gives a detector's keys as a descriptor has them: `--detector cascade-rcnn --set
    masks=true --set faster-rcnn.rpn-post-nms=300`.

    ```
    %s
    ```

    `--latency` adds how long the backbone takes for one image of that size: exported with new
    weights, batch normalisation folded, in ONNX Runtime on the processor with `--threads` threads,
    after three runs to warm up; the median and the minimum of ten. It belongs to the machine it was
    measured on, so there are no numbers of it here.
    """
        .formatted(
            one.title(),
            String.join("\n", one.markdown()),
            three.title(),
            String.join("\n", three.markdown()),
            String.join("\n", new CostTable(backbone.name(), counting, nets).lines()));
  }
}

package io.crnas.detection.torch;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.crnas.spaces.network.Layer;
import java.util.List;
import java.util.Optional;

/**
 * A convolution whose taps read where they are told to: each tap of each cell is sampled,
 * multiplied by its mask where it has one, and what comes out is multiplied as the channels of a
 * 1x1 convolution.
 */
final class Deformation {
  private static final List<String> ARRAYS =
      List.of("x", "offsets", "down", "right", "rows", "columns");

  /** Reads [N, C, H, W] at each tap, bilinear and 0 outside; 6 is float32. */
  private static final String SAMPLED =
      "torch.grid_sampler(torch.to(x, 6, False, False, None), torch.stack(["
          + axis("columns", "right", 1)
          + ", "
          + axis("rows", "down", 0)
          + "], -1), 0, 0, False)";

  private final Torch torch;
  private final Layer.DeformConv layer;
  private final Layer.Conv conv;
  private final PtNDArray x;

  /**
   * @param x [N, C, H, W]
   */
  Deformation(Torch torch, Layer.DeformConv layer, PtNDArray x) {
    this.torch = torch;
    this.layer = layer;
    this.conv = layer.plain();
    this.x = x;
  }

  /** Places as the engine wants them: -1 at one edge of the image, 1 at the other. */
  private static String axis(String undeformed, String scale, int direction) {
    return "torch.add(%s, torch.mul(%s, torch.select(offsets, 2, %d)))"
        .formatted(undeformed, scale, direction);
  }

  /**
   * The convolution.
   *
   * @param told [N, 2 taps, h, w] in pixels, of each tap down and to the right, in float32; or [N,
   *     3 taps, h, w] with what masks are the sigmoids of behind
   */
  PtNDArray convolution(PtNDArray told, PtNDArray weight, Products products) {
    Shape input = x.getShape();
    Shape output = told.getShape();
    long images = input.get(0);
    int height = Math.toIntExact(output.get(2));
    int width = Math.toIntExact(output.get(3));
    int taps = layer.taps();
    int cells = height * width;
    float[] rows = new float[taps * cells];
    float[] columns = new float[taps * cells];
    double down = 2.0 / input.get(2);
    double right = 2.0 / input.get(3);
    for (int i = 0; i < rows.length; i++) {
      int tap = i / cells;
      int cell = i % cells;
      rows[i] = (float) (place(cell / width, tap / conv.kernel()) * down - 1);
      columns[i] = (float) (place(cell % width, tap % conv.kernel()) * right - 1);
    }
    var manager = x.getManager();
    PtNDArray offsets = layer.modulated() ? JniUtils.slice(told, 1, 0, 2L * taps, 1) : told;
    PtNDArray sampled =
        torch
            .scripts()
            .apply(
                ARRAYS,
                SAMPLED,
                x,
                JniUtils.reshape(offsets, new long[] {images, taps, 2, cells}),
                torch.array(manager, new float[] {(float) down}, 1),
                torch.array(manager, new float[] {(float) right}, 1),
                torch.array(manager, rows, 1, taps, cells),
                torch.array(manager, columns, 1, taps, cells));
    if (layer.modulated()) {
      PtNDArray masks =
          JniUtils.reshape(
              JniUtils.slice(told, 1, 2L * taps, 3L * taps, 1),
              new long[] {images, 1, taps, cells});
      sampled = JniUtils.mul(sampled, JniUtils.sigmoid(masks));
    }
    long perGroup = (long) conv.in() / conv.groups() * taps;
    return products.convolution(
        JniUtils.reshape(sampled, new long[] {images, (long) conv.in() * taps, height, width}),
        JniUtils.reshape(weight, new long[] {conv.out(), perGroup, 1, 1}),
        Optional.empty(),
        new Products.Window(1, 0, 1, conv.groups()));
  }

  /** The middle of the pixel that a tap of a cell reads by itself, from the edge of the image. */
  private double place(int cell, int tap) {
    return cell * conv.stride() - conv.padding() + tap * conv.dilation() + 0.5;
  }
}

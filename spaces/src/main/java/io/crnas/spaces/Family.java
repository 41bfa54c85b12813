package io.crnas.spaces;

import java.util.Arrays;
import java.util.Locale;

/** The families by the names that descriptors and commands have for them. */
public enum Family {
  RESNET18,
  RESNET34,
  RESNET50,
  RESNET101,
  RESNET152,
  RESNEXT50_32X4D,
  RESNEXT101_32X4D,
  MOBILENETV2,
  SHUFFLENETV2,
  DETNET59;

  /**
   * The family of a name in descriptors.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Family named(String name) {
    return Arrays.stream(values())
        .filter(family -> family.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no family is named '" + name + "'"));
  }

  /** The family at the width of the published net. */
  public Backbone backbone() {
    return backbone(
        switch (this) {
          case RESNET18, RESNET34, RESNET50, RESNET101, RESNET152 -> 64;
          case RESNEXT50_32X4D, RESNEXT101_32X4D, DETNET59 -> 64;
          case MOBILENETV2, SHUFFLENETV2 -> 1;
        });
  }

  /**
   * The family at another width.
   *
   * @throws IllegalArgumentException when the width is none of {@link #widths}
   */
  public Backbone backbone(double width) {
    return switch (this) {
      case RESNET18 -> ResNet.resnet18(channels(width));
      case RESNET34 -> ResNet.resnet34(channels(width));
      case RESNET50 -> ResNet.resnet50(channels(width));
      case RESNET101 -> ResNet.resnet101(channels(width));
      case RESNET152 -> ResNet.resnet152(channels(width));
      case RESNEXT50_32X4D -> ResNet.resnext50(channels(width));
      case RESNEXT101_32X4D -> ResNet.resnext101(channels(width));
      case DETNET59 -> new DetNet(channels(width));
      case MOBILENETV2 -> new MobileNetV2(width);
      case SHUFFLENETV2 -> new ShuffleNetV2(width);
    };
  }

  /** What its width is and may be, for people. */
  public String widths() {
    return switch (this) {
      case RESNET18, RESNET34, RESNET50, RESNET101, RESNET152, DETNET59 ->
          "whole channels of the stem";
      case RESNEXT50_32X4D, RESNEXT101_32X4D -> "channels of the stem, a multiple of 16";
      case MOBILENETV2 -> "a factor on all channels, above 0 and at most 16";
      case SHUFFLENETV2 -> "0.5, 1, 1.5 or 2, the published nets";
    };
  }

  private static int channels(double width) {
    int channels = (int) width;
    if (channels != width) {
      throw new IllegalArgumentException("width is " + width + ", expected whole channels");
    }
    return channels;
  }

  /** Its name in descriptors, for example {@code resnext50-32x4d}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

package io.crnas.detection.coco;

/** What pycocotools lets pass, or half of it, and what it means to it. */
enum Oddity {
  FRACTION_ID("ids written as fractions, as 1.0"),
  TEXT_ID("ids that are texts"),
  NO_SIZE("images without width and height, which boxes do not need"),
  SAME_NAME("categories of a name that another one has, told apart by their ids"),
  OTHER_IMAGE("annotations of images that the file does not list, not counted"),
  OTHER_CATEGORY("entries of categories that the annotations' file does not list, not counted"),
  NO_BOX("empty boxes beside a mask, whose own box is taken"),
  HALF_CORNER("polygons of an odd number of coordinates, the last one left out"),
  FEW_CORNERS("polygons of fewer than three corners, without a pixel");

  private final String words;

  Oddity(String words) {
    this.words = words;
  }

  /** The things, and what becomes of them. */
  String words() {
    return words;
  }
}

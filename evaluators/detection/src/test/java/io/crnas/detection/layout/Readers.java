package io.crnas.detection.layout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Each layout with how it is read. */
final class Readers {
  private Readers() {}

  record PascalVoc(Path root, List<String> categories, Reading reading) {
    List<FileDataset> read(List<String> splits) {
      var choice = new Choice(categories, Masks.NONE, Pixels.AUTO);
      return reading.read(new io.crnas.detection.layout.PascalVoc(root, choice).list(splits));
    }

    FileDataset read(String split) {
      return read(List.of(split)).getFirst();
    }
  }

  record Coco(List<String> categories, Masks masks, Reading reading) {
    List<FileDataset> read(List<SplitFile> splits) throws IOException {
      var choice = new Choice(categories, masks, Pixels.AUTO);
      return reading.read(new io.crnas.detection.layout.Coco(choice).list(splits));
    }
  }

  record Csv(List<String> categories, Reading reading) {
    List<FileDataset> read(List<SplitFile> splits) {
      var choice = new Choice(categories, Masks.NONE, Pixels.AUTO);
      return reading.read(new io.crnas.detection.layout.Csv(choice).list(splits));
    }
  }
}

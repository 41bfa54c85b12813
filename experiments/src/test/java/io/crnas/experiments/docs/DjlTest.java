package io.crnas.experiments.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.output.BoundingBox;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.output.Rectangle;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import io.crnas.runtime.Detection;
import io.crnas.runtime.Detector;
import io.crnas.runtime.HandMade;
import io.crnas.runtime.Metadata;
import io.crnas.runtime.Prepared;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An exported file by DJL's own ONNX Runtime engine, as docs/deploy.md shows it. */
class DjlTest {
  private static final double TOLERANCE = 1e-5;

  @TempDir Path scratch;

  // docs/deploy.md begins
  static final class BoxTranslator implements NoBatchifyTranslator<Image, DetectedObjects> {
    private final Metadata metadata;

    BoxTranslator(Metadata metadata) {
      this.metadata = metadata;
    }

    @Override
    public NDList processInput(TranslatorContext context, Image image) {
      Prepared prepared = metadata.preprocessing().prepare((BufferedImage) image.getWrappedImage());
      context.setAttachment("prepared", prepared);
      Shape shape = new Shape(1, 3, prepared.height(), prepared.width());
      return new NDList(context.getNDManager().create(prepared.nchw(), shape));
    }

    @Override
    public DetectedObjects processOutput(TranslatorContext context, NDList outputs) {
      Prepared prepared = (Prepared) context.getAttachment("prepared");
      double width = prepared.resizedWidth();
      double height = prepared.resizedHeight();
      float[] dets = outputs.get(0).toFloatArray();
      long[] labels = outputs.get(1).toLongArray();
      List<String> names = new ArrayList<>();
      List<Double> scores = new ArrayList<>();
      List<BoundingBox> boxes = new ArrayList<>();
      for (int i = 0; i < labels.length && labels[i] >= 0; i++) {
        double left = Math.min(dets[5 * i] / width, 1);
        double top = Math.min(dets[5 * i + 1] / height, 1);
        double right = Math.min(dets[5 * i + 2] / width, 1);
        double bottom = Math.min(dets[5 * i + 3] / height, 1);
        if (left < right && top < bottom) {
          names.add(metadata.classes().get((int) labels[i]));
          scores.add((double) dets[5 * i + 4]);
          boxes.add(new Rectangle(left, top, right - left, bottom - top));
        }
      }
      return new DetectedObjects(names, scores, boxes);
    }
  }

  static DetectedObjects detect(Path file, Image image) throws Exception {
    Criteria<Image, DetectedObjects> criteria =
        Criteria.builder()
            .setTypes(Image.class, DetectedObjects.class)
            .optEngine("OnnxRuntime")
            .optModelPath(file)
            .optTranslator(new BoxTranslator(Metadata.read(file)))
            .build();
    try (ZooModel<Image, DetectedObjects> model = criteria.loadModel();
        Predictor<Image, DetectedObjects> predictor = model.newPredictor()) {
      return predictor.predict(image);
    }
  }

  // docs/deploy.md ends

  /** In a process of its own: DJL's engine begins ONNX Runtime itself, or not at all. */
  @Test
  void djlFindsWhatTheRuntimeFinds() throws Exception {
    Path said = scratch.resolve("said");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + scratch,
                "-DDJL_CACHE_DIR=" + scratch.resolve("cache"),
                "-cp",
                System.getProperty("java.class.path"),
                DjlTest.class.getName(),
                HandMade.write(scratch.resolve("found.onnx")).toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertTrue(child.waitFor(2, TimeUnit.MINUTES));
      assertEquals(0, child.exitValue(), () -> text(said));
      assertEquals("alike 2", text(said).strip().lines().toList().getLast());
    } finally {
      child.destroyForcibly();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void main(String[] arguments) throws Exception {
    // ONNX Runtime needs a large stack when it begins, the longer the class path the larger.
    var compared = new FutureTask<>(() -> compare(Path.of(arguments[0])));
    new Thread(null, compared, "djl", 64L << 20).start();
    System.out.println("alike " + compared.get());
  }

  private static int compare(Path file) throws Exception {
    var pixels = new BufferedImage(200, 120, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 200; x++) {
      pixels.setRGB(x, x % 120, 0xfedcba);
    }
    DetectedObjects found = detect(file, ImageFactory.getInstance().fromImage(pixels));
    try (Detector detector = Detector.load(file, HandMade.options())) {
      List<Detection> expected = detector.detect(pixels);
      assertEquals(expected.size(), found.getNumberOfObjects());
      for (int i = 0; i < expected.size(); i++) {
        DetectedObjects.DetectedObject object = found.item(i);
        Rectangle box = object.getBoundingBox().getBounds();
        assertEquals(expected.get(i).category(), object.getClassName());
        assertEquals(expected.get(i).score(), object.getProbability(), TOLERANCE);
        assertEquals(expected.get(i).left() / 200, box.getX(), TOLERANCE);
        assertEquals(expected.get(i).bottom() / 120, box.getY() + box.getHeight(), TOLERANCE);
      }
      return expected.size();
    }
  }
}

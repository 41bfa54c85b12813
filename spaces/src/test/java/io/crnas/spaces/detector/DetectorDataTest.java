package io.crnas.spaces.detector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A description that nothing could run is refused when it is made. */
class DetectorDataTest {
  private static final Detector FASTER = FasterRcnn.published().detector(3);
  private static final Head RPN = FASTER.heads().getFirst();
  private static final Head BOX_HEAD = FASTER.heads().getLast();

  private static void assertRefused(String words, Runnable making) {
    var e = assertThrows(IllegalArgumentException.class, making::run);
    assertTrue(String.valueOf(e.getMessage()).contains(words), e.getMessage());
  }

  private static Detector of(Neck neck, Head... heads) {
    return new Detector("mine", 3, neck, List.of(heads));
  }

  private static Head withLoss(Head head, Loss loss) {
    return new Head(
        head.name(),
        head.network(),
        head.reads(),
        head.assigner(),
        head.sampler(),
        head.coder(),
        List.of(loss),
        head.average(),
        head.yields(),
        head.initialisation());
  }

  @Test
  void aLossFitsWhatItsHeadReads() {
    assertRefused(
        "no loss of a head with Rois",
        () -> withLoss(BOX_HEAD, new Loss.Focal("classes", "scores", 1, 0.25, 2)));
    assertRefused(
        "no loss of a head with EachLevel",
        () -> withLoss(RPN, new Loss.CrossEntropy("classes", "scores", 1)));
    assertRefused(
        "a loss of masks, the outputs are [scores, boxes]",
        () -> withLoss(BOX_HEAD, new Loss.CrossEntropy("masks", "masks", 1)));
  }

  @Test
  void aHeadReadsWhatAnEarlierOneFound() {
    assertRefused("box head reads what rpn finds", () -> of(FASTER.neck(), BOX_HEAD, RPN));
  }

  @Test
  void everyLevelHasAnchors() {
    assertRefused(
        "rpn has anchors for 5 levels, the neck has 6",
        () -> of(new Fpn(256, 2, Fpn.Extra.CONVOLUTIONS), RPN, BOX_HEAD));
  }

  @Test
  void masksAreThoseOfDetectionsInRois() {
    Detector masked = new MaskRcnn(FasterRcnn.published()).detector(3);
    Head masks = masked.heads().getLast();
    assertTrue(masked.findsMasks());
    assertRefused(
        "mask head reads box head: masks are those of detections",
        () -> of(FASTER.neck(), RPN, BOX_HEAD.withYields(RPN.yields()), masks));
    assertRefused(
        "mask head learns from the RoIs of box head, which reads none",
        () ->
            of(
                FASTER.neck(),
                new Head(
                    "box head",
                    RPN.network(),
                    RPN.reads(),
                    RPN.assigner(),
                    RPN.sampler(),
                    RPN.coder(),
                    RPN.losses(),
                    RPN.average(),
                    FASTER.detections(),
                    RPN.initialisation()),
                masks));
    assertRefused(
        "no loss of a head with Rois",
        () -> withLoss(masks, new Loss.CrossEntropy("masks", "masks", 1)));
    assertRefused(
        "no loss of a head with Rois",
        () -> withLoss(BOX_HEAD, new Loss.MaskCrossEntropy("scores", "scores", 1)));
  }

  @Test
  void oneHeadYieldsTheDetections() {
    assertRefused("0 heads yield detections", () -> of(FASTER.neck(), RPN));
  }

  @Test
  void theLossesOfAllHeadsAreInTheOrderOfTheHeads() {
    assertEquals(List.of("objectness", "proposals", "classes", "boxes"), FASTER.losses());
  }
}

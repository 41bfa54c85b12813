package io.crnas.experiments.descriptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.docs.PricedProvider;
import io.crnas.experiments.yaml.Yaml;
import io.crnas.framework.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An evaluator inside the settings of another. */
class NestedEvaluatorTest {
  private static final Yaml LANGUAGE = Language.with(List.of(new PricedProvider()));

  private static Level read(String evaluator) {
    return LANGUAGE.read(
        Level.class, "level.yaml", "{level: stage, evaluator: " + evaluator + "}", List.of());
  }

  @Test
  void whatCountsIsTheOneThatScores() {
    Level level = read("{kind: priced, price: 1, evaluator: {kind: supernet, steps: 700}}");
    assertEquals("priced", level.evaluator().kind());
    var supernet = assertInstanceOf(Evaluator.Supernet.class, level.scoring());
    assertEquals(Optional.of(700), supernet.steps());
    assertTrue(level.evaluator().trains());
    assertTrue(level.evaluator().sharesMiniBatches());
    assertEquals(Level.ChooseBy.EXPECTATION, level.chosenBy());
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Level level = read("{kind: priced, price: 3, evaluator: {kind: standalone, steps: 700}}");
    String written = Language.builtIn().write(level);
    assertEquals(level.scoring(), again(written).scoring());
    assertEquals(written, Language.builtIn().write(again(written)));
    assertTrue(written.contains("price: 3.0"), written);
  }

  private static Level again(String written) {
    return LANGUAGE.read(Level.class, "again.yaml", written, List.of());
  }

  @Test
  void initialWeightsInsideAreFound() {
    Level level =
        read("{kind: priced, price: 1, evaluator: "
                + "{kind: supernet, steps: 700, weights: {file: a.pth}}}")
            .withInitialWeights(weights -> weights.withFile(Path.of("/b.pth")));
    var supernet = assertInstanceOf(Evaluator.Supernet.class, level.scoring());
    assertEquals(Optional.of(Path.of("/b.pth")), supernet.weights().flatMap(InitialWeights::file));
  }

  @Test
  void noneIsInsideAnotherOfItsLike() {
    var refused =
        assertThrows(
            InvalidInputException.class,
            () ->
                read(
                    "{kind: priced, price: 1, evaluator: {kind: priced, price: 1, evaluator: {kind: standalone}}}"));
    assertTrue(refused.getMessage().contains("priced"), refused::getMessage);
  }
}

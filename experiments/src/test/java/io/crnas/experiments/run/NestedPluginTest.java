package io.crnas.experiments.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crnas.experiments.docs.PricedProvider;
import io.crnas.experiments.journal.RunJournal;
import io.crnas.framework.Evaluation;
import io.crnas.framework.journal.Answer;
import io.crnas.spaces.evaluator.EvaluatorProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plug-in of the guide that has candidates trained by an evaluator inside its own. */
class NestedPluginTest {
  private static final double PRICE = 0.001;

  @TempDir private Path scratch;

  @Test
  void itsAnswersAreThoseOfTheOneThatTrainsLessThePriceOfEachBlock() throws Exception {
    String standalone =
        "{kind: standalone, steps: 10, batch: 2, recipe: {batch: 2, warmup-steps: 2}}";
    Path plain = scratch.resolve("plain");
    Ending.of("run", descriptor(standalone).toString(), "--out", plain.toString(), "--quiet")
        .requireStatus(0);
    Path priced = scratch.resolve("priced");
    Path descriptor =
        descriptor("{kind: priced, price: %s, evaluator: %s}".formatted(PRICE, standalone));
    try (Child child =
        Child.start(
            scratch,
            "run",
            descriptor.toString(),
            "--out",
            priced.toString(),
            "--quiet",
            "--plugins",
            plugin().toString())) {
      child.await().requireStatus(0);
    }
    List<Answer> without = RunJournal.answers(plain);
    List<Answer> with = RunJournal.answers(priced);
    assertEquals(3, with.size());
    for (int i = 0; i < with.size(); i++) {
      assertEquals(without.get(i).candidate(), with.get(i).candidate());
      int blocks = RunJournal.candidate(with.get(i)).stages().depth();
      assertEquals(score(without.get(i)) - PRICE * blocks, score(with.get(i)), 1e-12);
    }
    assertTrue(without.stream().anyMatch(answer -> score(answer) > 0), without::toString);
  }

  private static double score(Answer answer) {
    return ((Evaluation.Scored) answer.evaluation()).metric("AP");
  }

  private Path descriptor(String evaluator) throws IOException {
    return Files.writeString(
        scratch.resolve("nested.yaml"),
        TinyRun.yaml("{kind: scenes, image-size: 64x64, train: 16, val: 8, test: 4}")
                .replaceFirst("(?s)levels:.*", "")
            + """
            levels:
              - level: stage
                evaluator: %s
                strategy: {kind: random, evaluations: 3}
            """
                .formatted(evaluator));
  }

  /** A jar that names what stands in the guide; the class itself is among the tests. */
  private Path plugin() throws IOException {
    Path folder = Files.createDirectory(scratch.resolve("plugins"));
    try (var jar = new JarOutputStream(Files.newOutputStream(folder.resolve("priced.jar")))) {
      jar.putNextEntry(new JarEntry("META-INF/services/" + EvaluatorProvider.class.getName()));
      jar.write(PricedProvider.class.getName().getBytes(StandardCharsets.UTF_8));
    }
    return folder;
  }
}

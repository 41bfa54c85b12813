package io.crnas.spark;

import io.crnas.framework.Evaluation;
import io.crnas.framework.Evaluator;
import io.crnas.framework.device.Device;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.setting.Setting;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.evaluator.EvaluatorContext;
import io.crnas.spaces.evaluator.EvaluatorProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code kind: probe}: takes the device that it is given for itself alone, and fails a candidate
 * whose device another process has at that moment. It throws for one allocation.
 */
public final class ProbeProvider implements EvaluatorProvider<ProbeProvider.Settings> {

  /**
   * Where it notes what it does.
   *
   * @param notes a folder
   * @param refuses whether it finds fault with its input once it is asked
   */
  public record Settings(
      @Setting(about = "a folder for notes") Path notes,
      @Setting(about = "whether it refuses to score", byDefault = "false") boolean refuses) {}

  @Override
  public String kind() {
    return "probe";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Evaluator<Allocation> open(Settings settings, EvaluatorContext context) {
    return new Probe(settings, context.device());
  }

  private record Probe(Settings settings, Device device) implements Evaluator<Allocation> {
    @Override
    public String fingerprint() {
      return "probe";
    }

    @Override
    public List<Evaluation> evaluate(List<Allocation> candidates) throws InterruptedException {
      List<Evaluation> answers = new ArrayList<>();
      for (Allocation candidate : candidates) {
        answers.add(evaluate(candidate));
      }
      return answers;
    }

    private Evaluation evaluate(Allocation candidate) throws InterruptedException {
      if (settings.refuses()) {
        throw new InvalidInputException("probe", "a table without a candidate", "one with it");
      }
      if (candidate.toString().startsWith("1-1-1-3")) {
        throw new IllegalStateException("poison");
      }
      Path notes = settings.notes();
      Path taken = notes.resolve("taken-" + device.toString().replace(':', '-'));
      try {
        Files.createFile(taken);
        Thread.sleep(100);
        Files.delete(taken);
        Files.createDirectories(notes.resolve("by-" + device.toString().replace(':', '-')));
        return Evaluation.of(Map.of("AP", candidate.toString().hashCode() / 1e10));
      } catch (FileAlreadyExistsException e) {
        return new Evaluation.Failed(device + " is in use");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {}
  }
}

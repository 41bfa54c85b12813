package io.crnas.experiments.run;

import io.crnas.detection.torch.Torch;
import io.crnas.detection.training.Accuracy;
import io.crnas.detection.training.Classification;
import io.crnas.detection.training.Course;
import io.crnas.detection.training.StandaloneEvaluator;
import io.crnas.detection.training.Trainer;
import io.crnas.experiments.descriptor.ClassificationTraining;
import io.crnas.framework.Evaluator;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problems;
import io.crnas.spaces.Allocation;
import io.crnas.spaces.classifier.Classifier;
import io.crnas.spaces.evaluator.EvaluatorContext;
import io.crnas.spaces.evaluator.EvaluatorProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code kind: classification}: each candidate is trained by itself to tell the classes of whole
 * images, as a backbone is before it becomes part of a detector, and scored by how often it does:
 * {@code top1} and {@code top5}.
 */
public final class ClassificationProvider implements EvaluatorProvider<ClassificationTraining> {
  private static final List<String> METRICS = List.of(Accuracy.TOP1, Accuracy.TOP5);

  @Override
  public String kind() {
    return "classification";
  }

  @Override
  public Class<ClassificationTraining> settings() {
    return ClassificationTraining.class;
  }

  @Override
  public void check(ClassificationTraining settings, String objective, Path base) {
    var problems = new Problems();
    if (!METRICS.contains(objective)) {
      problems.add("objective", objective, "one of " + String.join(", ", METRICS));
    }
    settings
        .data()
        .path()
        .map(base::resolve)
        .filter(folder -> !Files.isDirectory(folder))
        .ifPresent(folder -> problems.add(folder.toString(), "no folder", "the images"));
    problems.throwIfAny();
  }

  /**
   * Reads the images.
   *
   * @throws InvalidInputException with what is wrong with them
   */
  @Override
  public Evaluator<Allocation> open(ClassificationTraining settings, EvaluatorContext context)
      throws IOException {
    ClassImages images = ClassImages.read(settings, context.base(), context.progress());
    var problems = new Problems();
    settings.length().check("evaluator", images.train().size(), problems);
    problems.throwIfAny();
    Torch torch = Torch.open(context.device(), context.threads());
    return new Alone(
        torch,
        StandaloneEvaluator.ofClassifiers(
            torch,
            1,
            new Classification(
                context.backbone(),
                new Classifier(images.classes().size()),
                settings.labelSmoothing()),
            context.folder(),
            context.seed(),
            images.train(),
            new Course(
                settings.length().steps(images.train().size()),
                settings.recipe().on(images.train().size()),
                images.augmentation()),
            images.validation(),
            images.preparation(),
            settings.recipe().batch(),
            Trainer.BETWEEN_CHECKPOINTS,
            context.progress()));
  }

  /** With an engine of its own. */
  private record Alone(Torch torch, Evaluator<Allocation> scores) implements ForwardingEvaluator {
    @Override
    public void close() {
      scores.close();
      torch.close();
    }
  }
}

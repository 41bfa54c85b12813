package io.crnas.experiments.descriptor;

import io.crnas.detection.data.Resize;
import io.crnas.experiments.yaml.TextForm;
import io.crnas.experiments.yaml.Yaml;
import io.crnas.framework.device.Device;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.evaluator.EvaluatorProvider;
import java.util.List;

/** What descriptors may hold, and how it is written. */
final class Language {
  private static final List<TextForm> FORMS =
      List.of(
          TextForm.of(
              ImageSize.class,
              "[1-9][0-9]{0,4}x[1-9][0-9]{0,4}",
              "height x width in pixels, like 128x160",
              ImageSize::parse,
              "128x160"),
          TextForm.of(
              Resize.class,
              Resize.PATTERN,
              "height x width like 240x320, or the most pixels of the shorter and the longer side"
                  + " like 800/1333",
              Resize::parse,
              "240x320"),
          TextForm.of(
              StageAllocation.class,
              "[1-9][0-9]{0,3}(-[1-9][0-9]{0,3})*",
              "blocks of each stage, like 2-2-2-2",
              StageAllocation::parse,
              "2-2-2-2"),
          TextForm.of(Device.class, Device.PATTERN, Device.FORM, Device::parse, "cpu"),
          TextForm.orNumber(
              Threads.class,
              "auto|[1-9][0-9]{0,3}",
              "auto or a number of threads",
              Threads::parse,
              "auto"),
          TextForm.orNumber(
              Completions.class,
              "all|10000|[1-9][0-9]{0,3}",
              "all or a number of completions, at most 10000",
              Completions::parse,
              "all"));

  private Language() {}

  /** With the evaluators that are built in, and these. */
  static Yaml with(List<EvaluatorProvider<?>> providers) {
    return new Yaml(
        FORMS,
        List.of(
            new Yaml.Extension(
                Evaluator.class,
                "one from --plugins DIR",
                providers.stream().map(Language::kind).toList())));
  }

  private static Yaml.Kind kind(EvaluatorProvider<?> provider) {
    return new Yaml.Kind(
        provider.kind(),
        provider.settings(),
        settings -> Evaluator.Provided.of(provider, settings));
  }

  /** Without evaluators found at run time; a value of one tells its own settings. */
  static Yaml builtIn() {
    return with(List.of());
  }
}

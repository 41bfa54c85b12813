package io.crnas.experiments.run;

import io.crnas.experiments.descriptor.Evaluators;
import io.crnas.experiments.descriptor.Experiment;
import io.crnas.experiments.journal.RunDescriptor;
import io.crnas.experiments.journal.RunJournal;
import io.crnas.experiments.pipeline.RunPages;
import io.crnas.experiments.report.BudgetsReport;
import io.crnas.experiments.report.Report;
import io.crnas.experiments.results.Overview;
import io.crnas.experiments.results.Results;
import io.crnas.experiments.status.RunStatus;
import io.crnas.framework.journal.Entry;
import io.crnas.framework.progress.Progress;
import io.crnas.spaces.Allocation;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a run: its reports where it is at its end, and before that the same as far as it can
 * be told from the journal. One is asked for at a time.
 */
final class LivePages implements RunPages {
  private final RunFolder folder;
  private final Evaluators evaluators;
  private final Experiment experiment;
  private @Nullable LiveLevels levels;

  /**
   * @param folder of a run that has begun
   * @param evaluators the kinds that its descriptor can name
   */
  LivePages(RunFolder folder, Evaluators evaluators) throws IOException {
    this.folder = folder;
    this.evaluators = evaluators;
    this.experiment = RunDescriptor.read(folder.path(), evaluators);
  }

  @Override
  public Page whole() throws IOException {
    boolean several = experiment.budgets().isPresent();
    String report = folder.report().getFileName().toString();
    if (several && Files.isRegularFile(folder.results())) {
      return new Page(BudgetsReport.html(Overview.read(folder.results()), report), true);
    }
    return several ? new Page(overview(report), false) : page("", folder);
  }

  @Override
  public Optional<Page> of(String budget) throws IOException {
    if (!experiment.budgets().orElse(List.of()).contains(budget)) {
      return Optional.empty();
    }
    return Optional.of(
        page(budget, new RunFolder(folder.budgets().resolve(budget), folder.path())));
  }

  private Page page(String budget, RunFolder part) throws IOException {
    return Files.isRegularFile(part.results())
        ? new Page(new ReportPhase(part).html(), true)
        : new Page(
            Report.soFar(soFar(budget), status(), Files.readString(folder.descriptor())), false);
  }

  private String overview(String report) throws IOException {
    Setup setup = levels().setup();
    List<Overview.Entry> ended = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    for (Target target : setup.targets) {
      RunFolder part = folder.of(target);
      folders.add(folder.path().relativize(part.path()).toString());
      if (Files.isRegularFile(part.results())) {
        ended.add(RunPhase.entry(target, folder, part, Results.read(part.results())));
      }
    }
    var overview =
        new Overview(
            experiment.name(),
            experiment.seed(),
            setup.backbone.name(),
            experiment.space().kinds(),
            ended);
    return BudgetsReport.soFar(overview, folders, status(), report);
  }

  /** What results would be if nothing else came. */
  private Results soFar(String budget) throws IOException {
    Target target =
        levels().setup().targets.stream()
            .filter(one -> one.name().equals(budget))
            .findFirst()
            .orElseThrow();
    List<Entry> entries =
        Files.exists(folder.journal()) ? RunJournal.read(folder.path()) : List.of();
    List<Results.Level> searched = levels().of(target, entries);
    Allocation baseline = Allocation.of(target.baseline());
    return new Results(
        target.called(experiment.name()),
        experiment.seed(),
        levels().setup().backbone.name(),
        experiment.space().kinds(),
        new TreeMap<>(),
        experiment.device().toString(),
        experiment.threads().count().orElse(1),
        Optional.empty(),
        new TreeMap<>(),
        List.of(),
        target.budget(),
        baseline,
        searched.isEmpty() ? baseline : searched.getLast().best(),
        searched,
        Optional.empty());
  }

  private RunStatus status() throws IOException {
    return RunStatus.read(folder.path(), evaluators, Instant.now());
  }

  /** Made when it is first needed, because the data are read for it where costs depend on them. */
  private LiveLevels levels() throws IOException {
    LiveLevels known = levels;
    if (known == null) {
      Optional<Setup> setup = Setup.withoutData(experiment);
      known =
          new LiveLevels(setup.isPresent() ? setup.get() : Setup.of(experiment, Progress.silent()));
      levels = known;
    }
    return known;
  }
}

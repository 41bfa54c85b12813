package io.crnas.experiments.run;

import io.crnas.experiments.pipeline.ExportForm;
import io.crnas.experiments.report.BudgetsReport;
import io.crnas.experiments.results.Overview;
import io.crnas.experiments.results.Results;
import io.crnas.framework.file.AtomicFile;
import io.crnas.framework.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The one budget of a run, or each of several, and what is told at the end. */
record RunPhase(Work work, RunFolder folder) {

  void run() throws IOException, InterruptedException {
    List<Overview.Entry> entries = new ArrayList<>();
    for (Target target : work.setup().targets) {
      RunFolder part = folder.of(target);
      Results results = new BudgetPhase(work, target, part).run();
      entries.add(entry(target, folder, part, results));
    }
    if (work.experiment().budgets().isPresent()) {
      var overview =
          new Overview(
              work.experiment().name(),
              work.experiment().seed(),
              work.setup().backbone.name(),
              work.experiment().space().kinds(),
              entries);
      overview.write(folder.results());
      report(overview, folder);
    }
    end(folder, work.progress());
  }

  /** What is told of a budget beside the others. */
  static Overview.Entry entry(Target target, RunFolder run, RunFolder part, Results results) {
    return new Overview.Entry(
        target.name(),
        run.path().relativize(part.path()).toString(),
        results.budget(),
        results.baseline(),
        results.found(),
        results.retrained());
  }

  /** Says what came out, and fails where an ONNX file differs. */
  static void end(RunFolder folder, Progress progress) throws IOException {
    List<RunFolder> parts = folder.parts();
    for (RunFolder part : parts) {
      Summary.lines(part, Results.read(part.results())).forEach(progress::say);
    }
    if (Files.isDirectory(folder.budgets())) {
      progress.say("");
      progress.say("report of all budgets: " + folder.report());
    }
    for (RunFolder part : parts) {
      requireParity(part, Results.read(part.results()));
    }
  }

  private static void requireParity(RunFolder folder, Results results) throws IOException {
    if (results.retrained().isPresent()) {
      for (var one : results.retrained().get().parities().entrySet()) {
        Exporting.requireParity(
            folder.onnx(one.getKey().toString(), ExportForm.whole()), one.getValue());
      }
    }
  }

  /** Writes the reports anew out of what lies in the folder. */
  static void report(RunFolder folder, Progress progress) throws IOException {
    for (RunFolder part : folder.parts()) {
      new ReportPhase(part).write();
      progress.say("wrote " + part.report());
    }
    if (Files.isDirectory(folder.budgets())) {
      report(Overview.read(folder.results()), folder);
      progress.say("wrote " + folder.report());
    }
  }

  private static void report(Overview overview, RunFolder folder) throws IOException {
    AtomicFile.writeString(
        folder.report(), BudgetsReport.html(overview, folder.report().getFileName().toString()));
  }
}

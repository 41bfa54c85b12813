package io.crnas.experiments.command;

import io.crnas.detection.layout.FoundData;
import io.crnas.detection.layout.Pixels;
import io.crnas.experiments.descriptor.Threads;
import io.crnas.experiments.pipeline.CalibrationImages;
import io.crnas.experiments.pipeline.Pipeline;
import io.crnas.experiments.results.RetrainedNet;
import io.crnas.experiments.yaml.Assignment;
import io.crnas.framework.device.Device;
import io.crnas.framework.problem.InvalidInputException;
import io.crnas.runtime.Part;
import io.crnas.runtime.Precision;
import io.crnas.spaces.Family;
import io.crnas.spaces.ImageSize;
import io.crnas.spaces.StageAllocation;
import io.crnas.spaces.cost.Cost;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** The command line. */
public final class Commands {
  private Commands() {}

  /**
   * Does what the arguments say.
   *
   * @return the exit status
   */
  public static int execute(Pipeline pipeline, String... arguments) {
    CommandLine line = line(pipeline);
    try {
      return line.execute(arguments);
    } catch (OutOfMemoryError | LinkageError e) {
      // picocli hands on exceptions alone; an evaluator of others may lack a class.
      return fail(e, line);
    }
  }

  private static int fail(Throwable cause, CommandLine line) {
    Failure failure = Failure.of(cause);
    failure.print(line.getErr());
    Root root = line.getCommand();
    if (root.verbose) {
      cause.printStackTrace(line.getErr());
    }
    return failure.status();
  }

  static CommandLine line(Pipeline pipeline) {
    var line = new CommandLine(new Root());
    line.addSubcommand(new InitCommand(pipeline));
    line.addSubcommand(new RunCommand(pipeline));
    line.addSubcommand(new ResumeCommand(pipeline));
    line.addSubcommand(new ReportCommand(pipeline));
    line.addSubcommand(new ExportCommand(pipeline));
    line.addSubcommand(new InspectCommand());
    line.addSubcommand(new VerifyCommand(pipeline));
    line.addSubcommand(new PredictCommand());
    line.addSubcommand(new BenchCommand());
    line.addSubcommand(new StatusCommand());
    line.addSubcommand(new ServeCommand(pipeline));
    line.addSubcommand(new JournalCommand());
    line.addSubcommand(new RankCommand(pipeline));
    line.addSubcommand(new CompareCommand());
    line.addSubcommand(new ScoreCommand(pipeline));
    line.addSubcommand(new WorkerCommand(pipeline));
    line.addSubcommand(new ValidateCommand(pipeline));
    line.addSubcommand(new LatencyCommand(pipeline));
    line.addSubcommand(new CostCommand());
    line.addSubcommand(new SketchCommand());
    line.addSubcommand(new ErfCommand(pipeline));
    line.addSubcommand(new EvalCommand());
    line.addSubcommand(new DataCommand());
    line.addSubcommand(
        new CommandLine(new GpuCommand())
            .addSubcommand(new GpuSetupCommand())
            .addSubcommand(new GpuCheckCommand(pipeline)));
    line.addSubcommand(new SchemaCommand());
    line.registerConverter(Device.class, converter(Device::parse, "auto, cpu or cuda:N"));
    line.registerConverter(
        io.crnas.runtime.Device.class,
        converter(io.crnas.runtime.Device::parse, io.crnas.runtime.Device.FORM));
    line.registerConverter(
        Assignment.class, converter(Assignment::parse, "KEY=VALUE, like retrain.steps=500"));
    line.registerConverter(Threads.class, converter(Threads::parse, "a number from 1 on, or auto"));
    line.registerConverter(
        CalibrationImages.class,
        converter(CalibrationImages::parse, "a split and a number of images, like train:64"));
    line.registerConverter(
        ImageSize.class, converter(ImageSize::parse, "height x width, like 800x1088"));
    line.registerConverter(
        StageAllocation.class, converter(StageAllocation::parse, "blocks per stage, like 3-4-6-3"));
    word(line, Pixels.class);
    word(line, Family.class);
    line.registerConverter(
        DetectorKind.class,
        converter(DetectorKind::parse, String.join(", ", DetectorKind.names())));
    word(line, Cost.Convention.class);
    word(line, FoundData.Kind.class);
    word(line, EvalCommand.Type.class);
    word(line, RetrainedNet.class);
    word(line, Part.class);
    word(line, Precision.class);
    line.setExecutionExceptionHandler((exception, _, _) -> fail(exception, line));
    return line;
  }

  /** Constants as they are written in descriptors, in any case and with either dash. */
  private static <E extends Enum<E>> void word(CommandLine line, Class<E> type) {
    var words = new LinkedHashMap<String, E>();
    for (E constant : type.getEnumConstants()) {
      words.put(word(constant.toString()), constant);
    }
    line.registerConverter(
        type,
        converter(
            text ->
                Optional.ofNullable(words.get(word(text)))
                    .orElseThrow(() -> new IllegalArgumentException(text)),
            String.join(", ", words.keySet())));
  }

  /** A name as descriptors have it. */
  static String word(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <T> ITypeConverter<T> converter(Function<String, T> parse, String expected) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException | InvalidInputException e) {
        throw new TypeConversionException("found '" + text + "', expected " + expected);
      }
    };
  }

  @Command(
      name = "crnas",
      description = "Computation reallocation for object detectors, from descriptor to ONNX.",
      synopsisSubcommandLabel = "COMMAND",
      versionProvider = Version.class,
      scope = ScopeType.INHERIT,
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit status:%n",
      exitCodeList = {
        "0:done",
        "1:failed: the machine, a file",
        "2:the input is wrong; every problem is told",
        "130:stopped by Ctrl-C"
      })
  private static final class Root {
    @Option(
        names = "--verbose",
        scope = ScopeType.INHERIT,
        description = "Show where in the program a failure came from.")
    private boolean verbose;
  }

  private static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Commands.class.getPackage().getImplementationVersion();
      return new String[] {
        String.format(
            Locale.ROOT,
            "crnas %s (Java %s)",
            version == null ? "in development" : version,
            Runtime.version())
      };
    }
  }
}

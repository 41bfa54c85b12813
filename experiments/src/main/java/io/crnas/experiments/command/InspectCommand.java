package io.crnas.experiments.command;

import io.crnas.export.onnx.MetadataFile;
import io.crnas.export.onnx.OnnxFile;
import io.crnas.export.parity.Parity;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "inspect",
    description =
        "Says what is in an ONNX file: inputs, outputs, versions, and what crnas wrote into it of "
            + "the net, its preprocessing, its accuracy and its parity with the engine.")
final class InspectCommand implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE.onnx", description = "The file.")
  private Path file = Path.of("");

  @Option(names = "--json", description = "Print it as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    OnnxFile read = OnnxFile.read(file);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JSON.writeValueAsString(object(read)));
    } else {
      text(read, out);
    }
    out.flush();
    return 0;
  }

  private ObjectNode object(OnnxFile read) {
    ObjectNode object = JSON.createObjectNode();
    object.put("file", file.toString());
    object.put("producer", read.producer());
    object.put("ir_version", read.irVersion());
    object.put("opset", read.opset());
    read.inputs().forEach(object.putArray("inputs")::add);
    read.outputs().forEach(object.putArray("outputs")::add);
    object.put("operators", read.operators());
    object.put("parameters", read.parameters());
    object.put("bytes", read.bytes());
    object.set("metadata", JSON.readTree(MetadataFile.json(read.properties())));
    return object;
  }

  private static void text(OnnxFile read, PrintWriter out) {
    var rows = new LinkedHashMap<String, String>();
    rows.put("producer", read.producer());
    rows.put("opset, IR", read.opset() + ", " + read.irVersion());
    rows.put("inputs", String.join("; ", read.inputs()));
    rows.put("outputs", String.join("; ", read.outputs()));
    rows.put(
        "size",
        String.format(
            Locale.ROOT,
            "%,d operators, %,d parameters, %,d bytes",
            read.operators(),
            read.parameters(),
            read.bytes()));
    read.properties()
        .forEach(
            (key, value) -> rows.put(key, key.equals(Parity.PROPERTY) ? parity(value) : value));
    int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
    rows.forEach((key, value) -> out.println(key + " ".repeat(width + 2 - key.length()) + value));
  }

  /** The heart of it, where it is what crnas writes. */
  private static String parity(String text) {
    try {
      JsonNode parity = JSON.readTree(text);
      long matched = 0;
      long others = 0;
      for (JsonNode found : parity.path("detections")) {
        matched += found.path("matched").asLong();
        others += found.path("near_ties").asLong();
        others += found.path("missing").asLong() + found.path("extra").asLong();
      }
      String features =
          String.format(
              Locale.ROOT,
              "%s on %s; features within %.1e of their scale",
              parity.get("passed").asBoolean() ? "passed" : "FAILED",
              parity.get("device").asString(),
              parity.get("max_relative").asDouble());
      return parity.has("detections")
          ? "%s; %d detections alike, %d on one side alone".formatted(features, matched, others)
          : features;
    } catch (JacksonException | NullPointerException e) {
      return text;
    }
  }
}

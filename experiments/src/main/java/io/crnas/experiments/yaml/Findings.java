package io.crnas.experiments.yaml;

import io.crnas.framework.problem.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * What is wrong with a descriptor, by key path such as {@code levels[0].strategy.kind}; each
 * problem has the line of what was written there.
 */
final class Findings {
  private record Found(int line, Problem problem) {}

  private final String file;
  private final List<Found> found = new ArrayList<>();

  /** Key path to the node that was written there. */
  private final Map<String, Node> nodes = new HashMap<>();

  /** Key paths where a value stands in. */
  private final Set<String> failed = new HashSet<>();

  /**
   * @param file names it
   */
  Findings(String file) {
    this.file = file;
  }

  /** What lies below a key. */
  static String join(String path, String key) {
    return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
  }

  /** Tells what was written at a path; what was told of it before stays. */
  void written(String path, Node node) {
    nodes.putIfAbsent(path, node);
  }

  /** At a node. */
  void problem(Node node, String path, String found, String expected) {
    this.found.add(new Found(line(node), new Problem(where(node, path), found, expected)));
  }

  /** What people call the place of a node. */
  String where(Node node, String path) {
    String where =
        Assignment.origin(node).map(option -> file + ": " + option).orElse(file + ":" + line(node));
    boolean known = path.isEmpty() || Assignment.leads(where, path);
    return known ? where : where + ": " + path;
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  /** At the node of a path, or at that of what it would be in. */
  void problem(String path, String found, String expected) {
    problem(nearestNode(path), path, found, expected);
  }

  private Node nearestNode(String path) {
    String at = path;
    while (!nodes.containsKey(at)) {
      at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
    }
    return nodes.get(at);
  }

  /** From now on a value stands in at a path. */
  void fail(String path) {
    failed.add(path);
  }

  /** Whether a value stands in at a path, or for what it is in. */
  boolean isFailed(String path) {
    return failed.stream()
        .anyMatch(at ->
            path.equals(at)
                || at.isEmpty()
                || path.startsWith(at + ".")
                || path.startsWith(at + "["));
  }

  /** Every problem, by line. */
  List<Problem> problems() {
    return found.stream().sorted(Comparator.comparingInt(Found::line)).map(Found::problem).toList();
  }
}

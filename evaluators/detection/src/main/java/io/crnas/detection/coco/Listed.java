package io.crnas.detection.coco;

import io.crnas.framework.problem.InvalidInputException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a file lists by id. */
final class Listed<T> {

  /**
   * One of them.
   *
   * @param number its id; or where ids are texts the place among those, as pycocotools sorts them
   */
  record Item<T>(long number, T value) {}

  private final Map<String, T> values = new HashMap<>();
  private final Map<String, Item<T>> items = new HashMap<>();
  private boolean texts;

  /** Takes one more, before {@link #number} is called. */
  void add(Entry entry, T value, Oddities oddities) {
    String id = entry.id("id", oddities);
    texts |= entry.isText("id");
    if (values.putIfAbsent(id, value) != null) {
      throw new InvalidInputException(entry.where(), "id " + id + " again", "each id once");
    }
  }

  /** Gives each its number, when all are there. */
  void number() {
    new TreeMap<>(values)
        .forEach((id, value) ->
            items.put(id, new Item<>(texts ? items.size() : Long.parseLong(id), value)));
  }

  Optional<Item<T>> find(String id) {
    return Optional.ofNullable(items.get(id));
  }

  /** What an entry names under a key. */
  Item<T> named(Entry entry, String key, Oddities oddities) {
    String id = entry.id(key, oddities);
    return find(id)
        .orElseThrow(() ->
            new InvalidInputException(
                entry.where() + ", " + key, id, "one of the annotations' file"));
  }

  Map<Long, T> byNumber() {
    return items.values().stream().collect(Collectors.toMap(Item::number, Item::value));
  }
}

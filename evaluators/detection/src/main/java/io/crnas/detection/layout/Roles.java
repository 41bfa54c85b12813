package io.crnas.detection.layout;

import io.crnas.framework.problem.InvalidInputException;
import io.crnas.framework.problem.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the splits of data are for. Where the data has none for a purpose, images are drawn by their
 * bytes, so that the same image is drawn whatever it is called and in whatever layout: in the order
 * of the digests of their files, from {@code test} first.
 *
 * @param train to train on while searching
 * @param validation to score candidates on
 * @param test to test the final networks on
 * @param all to train the final networks on: train, and what was drawn from it for validation
 */
public record Roles(FileDataset train, FileDataset validation, FileDataset test, FileDataset all) {
  /** The part of images that is drawn for validation, and for test. */
  private static final int PERCENT = 15;

  /** What a split is for. */
  enum Role {
    TRAIN,
    VALIDATION,
    TEST
  }

  /** By the name of a split. */
  static Optional<Role> of(String split) {
    String name = split.substring(split.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    if (name.startsWith("train")) {
      return Optional.of(Role.TRAIN);
    }
    if (name.startsWith("val") || name.equals("dev")) {
      return Optional.of(Role.VALIDATION);
    }
    return name.startsWith("test") ? Optional.of(Role.TEST) : Optional.empty();
  }

  /**
   * Reads the splits and gives each its role. Those of one role become one. Without a split to test
   * on, one to validate on becomes that; what is still missing is drawn from train, and where no
   * split tells its role, all of them are train.
   *
   * @throws InvalidInputException as {@link Reading#read}, or when too few images are left
   */
  public static Roles read(Listed listed, Reading reading) {
    var notes = new ArrayList<>(listed.notes());
    List<Listing> train = of(listed, Role.TRAIN);
    List<Listing> validation = of(listed, Role.VALIDATION);
    List<Listing> test = of(listed, Role.TEST);
    if (train.isEmpty() && validation.isEmpty() && test.isEmpty()) {
      train = listed.listings();
    }
    if (train.isEmpty()) {
      throw new InvalidInputException(
          listed.where(), "the splits " + listed.splits(), "one to train on, called train");
    }
    if (test.isEmpty() && !validation.isEmpty()) {
      test = validation;
      validation = List.of();
    }
    List<Listing> parts = new ArrayList<>(List.of(merged("train", train)));
    if (!test.isEmpty()) {
      parts.add(merged("test", test));
    }
    if (!validation.isEmpty()) {
      parts.add(merged("val", validation));
    }
    notes.add(note("train", train));
    notes.add(note("val", validation));
    notes.add(note("test", test));
    List<FileDataset> read =
        reading.read(new Listed(listed.where(), notes, listed.categories(), parts));
    return drawn(listed.where(), read, !test.isEmpty(), !validation.isEmpty());
  }

  private static String note(String role, List<Listing> from) {
    return role
        + ": "
        + (from.isEmpty()
            ? PERCENT + " % of the images of train, drawn by their bytes"
            : String.join(" + ", from.stream().map(Listing::split).toList()));
  }

  private static List<Listing> of(Listed listed, Role role) {
    return listed.listings().stream()
        .filter(listing -> of(listing.split()).filter(role::equals).isPresent())
        .toList();
  }

  private static Listing merged(String name, List<Listing> listings) {
    var entries = new ArrayList<Listing.Entry>();
    var problems = new ArrayList<Problem>();
    Set<String> known = new HashSet<>();
    for (Listing listing : listings) {
      for (Listing.Entry entry : listing.images()) {
        String id = known.add(entry.id()) ? entry.id() : listing.split() + "/" + entry.id();
        entries.add(new Listing.Entry(id, entry.file(), entry.objects()));
      }
      problems.addAll(listing.problems());
    }
    return new Listing(name, listings.getFirst().root(), entries, problems);
  }

  private static Roles drawn(
      String where, List<FileDataset> read, boolean hasTest, boolean hasValidation) {
    FileDataset whole = read.getFirst();
    List<Integer> order = byDigest(whole);
    int count = Math.max(1, (int) Math.round(PERCENT / 100.0 * whole.size()));
    int forTest = hasTest ? 0 : count;
    int forValidation = hasValidation ? 0 : count;
    if (whole.size() <= forTest + forValidation) {
      throw new InvalidInputException(
          where,
          whole.size() + " usable images to train on",
          "more than the %d that are drawn from them".formatted(forTest + forValidation));
    }
    Set<Integer> tested = Set.copyOf(order.subList(0, forTest));
    Set<Integer> validated = Set.copyOf(order.subList(forTest, forTest + forValidation));
    FileDataset all =
        hasTest ? whole : whole.part("train", i -> !tested.contains(i), whole.problems());
    FileDataset train =
        hasValidation
            ? all
            : whole.part(
                "train", i -> !tested.contains(i) && !validated.contains(i), whole.problems());
    return new Roles(
        train,
        hasValidation ? read.getLast() : whole.part("val", validated::contains, List.of()),
        hasTest ? read.get(1) : whole.part("test", tested::contains, List.of()),
        all);
  }

  private static List<Integer> byDigest(FileDataset images) {
    return IntStream.range(0, images.size())
        .boxed()
        .sorted(Comparator.comparing(images::digest).thenComparing(Comparator.naturalOrder()))
        .toList();
  }
}

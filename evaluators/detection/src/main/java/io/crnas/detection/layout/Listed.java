package io.crnas.detection.layout;

import java.util.List;
import java.util.stream.Stream;

/**
 * Data as its lists have it, before any image was looked at.
 *
 * @param where names the data, for messages
 * @param notes what was taken for what, for people: the layout first
 * @param categories in the order of their indices
 * @param listings the splits
 */
public record Listed(
    String where, List<String> notes, List<String> categories, List<Listing> listings) {
  public Listed {
    notes = List.copyOf(notes);
    categories = List.copyOf(categories);
    listings = List.copyOf(listings);
  }

  /** The names of the splits. */
  public List<String> splits() {
    return listings.stream().map(Listing::split).toList();
  }

  /** The same with more notes. */
  Listed with(List<String> more) {
    return new Listed(
        where, Stream.concat(notes.stream(), more.stream()).toList(), categories, listings);
  }
}

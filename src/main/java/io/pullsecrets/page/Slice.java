package io.pullsecrets.page;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * One page of a long list.
 *
 * @param rows what is on it
 * @param number its number, from 1
 * @param pages how many there are, at least 1
 * @param total how long the list is
 * @param link the address of a page of this list up to its number, which comes behind it
 */
public record Slice<T>(List<T> rows, int number, int pages, int total, String link) {
  /** Rows on one page. */
  static final int SIZE = 50;

  public Slice {
    rows = List.copyOf(rows);
    Objects.requireNonNull(link, "link");
  }

  /**
   * The page of that number, or the nearest that there is.
   *
   * @param row makes a row of an entry; isn't asked for those of other pages
   */
  static <E, T> Slice<T> of(List<E> entries, int number, String link, Function<E, T> row) {
    int pages = Math.max(1, (entries.size() + SIZE - 1) / SIZE);
    int shown = Math.min(Math.max(1, number), pages);
    List<E> there = entries.subList((shown - 1) * SIZE, Math.min(shown * SIZE, entries.size()));
    return new Slice<>(there.stream().map(row).toList(), shown, pages, entries.size(), link);
  }

  /** Whether there is one before it. */
  public boolean hasPrevious() {
    return number > 1;
  }

  /** Whether there is one behind it. */
  public boolean hasNext() {
    return number < pages;
  }

  /** The address of the page before. */
  public String previous() {
    return link + (number - 1);
  }

  /** The address of the page behind. */
  public String next() {
    return link + (number + 1);
  }
}

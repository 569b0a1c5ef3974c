package io.pullsecrets.fault;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a replica needs more and more of something: the last third of its samples is compared to
 * the first one. The beginning is left out, since every server needs more when it has just started.
 *
 * @param measure what
 * @param replica number of the replica, from 1 on
 * @param begin the first third's mean
 * @param end the last third's mean
 */
record Trend(Measure measure, int replica, double begin, double end) {
  /** Of fewer samples nothing can be said. */
  static final int FEWEST_SAMPLES = 8;

  /** The part of the samples that is left out at the beginning. */
  private static final double WARM_UP = 0.25;

  /** What is measured, and by how much the last third's mean may be more than the first's. */
  enum Measure {
    HEAP("heap MB", 0.10, 3),
    RESIDENT("RSS MB", 0.10, 10),
    THREADS("threads", 0, 4),
    FILES("files", 0, 10),
    SOCKETS("sockets", 0, 8),
    WATCHES("watches", 0, 1),
    SERIES("series", 0, 20);

    private final String title;
    private final double part;
    private final double more;

    /**
     * @param part of the first third's mean
     * @param more beside that
     */
    Measure(String title, double part, double more) {
      this.title = title;
      this.part = part;
      this.more = more;
    }

    String title() {
      return title;
    }

    double of(ProcessSample sample) {
      return switch (this) {
        case HEAP -> sample.heap();
        case RESIDENT -> sample.resident();
        case THREADS -> sample.threads();
        case FILES -> sample.files();
        case SOCKETS -> sample.sockets();
        case WATCHES -> sample.watches();
        case SERIES -> sample.series();
      };
    }
  }

  /**
   * All trends, by measure and replica.
   *
   * @param samples one list for each moment, with one sample of each replica
   */
  static List<Trend> of(List<List<ProcessSample>> samples) {
    if (samples.size() < FEWEST_SAMPLES) {
      throw new IllegalArgumentException(
          "%d samples show no trend, %d would".formatted(samples.size(), FEWEST_SAMPLES));
    }
    int begin = (int) (samples.size() * WARM_UP);
    int third = (samples.size() - begin) / 3;
    List<List<ProcessSample>> first = samples.subList(begin, begin + third);
    List<List<ProcessSample>> last = samples.subList(samples.size() - third, samples.size());
    List<Trend> trends = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      for (int i = 0; i < samples.get(0).size(); i++) {
        trends.add(new Trend(measure, i + 1, mean(first, i, measure), mean(last, i, measure)));
      }
    }
    return trends;
  }

  private static double mean(List<List<ProcessSample>> samples, int replica, Measure measure) {
    return samples.stream()
        .mapToDouble(each -> measure.of(each.get(replica)))
        .average()
        .orElse(Double.NaN);
  }

  /** Also false if something couldn't be measured. */
  boolean isFlat() {
    return end <= begin * (1 + measure.part) + measure.more;
  }
}

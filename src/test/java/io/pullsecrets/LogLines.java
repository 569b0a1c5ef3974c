package io.pullsecrets;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jspecify.annotations.Nullable;

/** What is logged while this is open. */
public final class LogLines implements AutoCloseable {
  /** Level and message, without an exception. */
  private static final PatternFormatter LINE = new PatternFormatter("%p %s");

  /** Held here, or the level would go with the logger. */
  private final Logger logger;

  private final @Nullable Level level;
  private final List<ExtLogRecord> records = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord logged) {
          ExtLogRecord copy = ExtLogRecord.wrap(logged);
          copy.copyMdc();
          records.add(copy);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /**
   * Begins.
   *
   * @param name of the logger; those below it count too
   * @param level the lowest that is logged
   */
  public LogLines(String name, Level level) {
    logger = Logger.getLogger(name);
    this.level = logger.getLevel();
    logger.setLevel(level);
    handler.setLevel(level);
    logger.addHandler(handler);
  }

  /** The records so far. */
  public List<ExtLogRecord> records() {
    return List.copyOf(records);
  }

  /** Level and message of each record so far. */
  public List<String> lines() {
    return records.stream().map(LINE::format).toList();
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
    logger.setLevel(level);
  }
}

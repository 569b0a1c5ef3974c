package io.pullsecrets.start;

/** Where nothing is warmed up. */
public final class TestWarmUpEnd {
  private TestWarmUpEnd() {}

  /** One that is past. */
  public static WarmUpEnd reached() {
    WarmUpEnd end = new WarmUpEnd(Runnable::run);
    end.reach();
    return end;
  }
}

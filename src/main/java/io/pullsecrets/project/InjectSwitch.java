package io.pullsecrets.project;

import java.util.Map;

/**
 * The switch {@code pull-secret-injector/inject} that a user puts on a Secret, namespace or pod, as
 * a label or as an annotation.
 *
 * <p>Only the exact values {@code "true"} and {@code "false"} count; any other value is as good as
 * none. Where a label and an annotation disagree, {@code "false"} wins: who switched off must never
 * get an injection.
 */
public final class InjectSwitch {
  /** Key of the label or annotation. */
  public static final String KEY = "pull-secret-injector/inject";

  /** The value that switches off. */
  public static final String OFF = "false";

  private static final String ON = "true";

  private InjectSwitch() {}

  /** Whether the switch stands at {@code "false"}. */
  public static boolean isOff(Map<String, String> labels, Map<String, String> annotations) {
    return OFF.equals(labels.get(KEY)) || OFF.equals(annotations.get(KEY));
  }

  /** Whether the switch stands at {@code "true"}, and nowhere at {@code "false"}. */
  public static boolean isOn(Map<String, String> labels, Map<String, String> annotations) {
    return !isOff(labels, annotations)
        && (ON.equals(labels.get(KEY)) || ON.equals(annotations.get(KEY)));
  }
}

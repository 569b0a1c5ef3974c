package io.pullsecrets.pull;

import io.pullsecrets.Programs;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Marks tests that need a registry and a program that pulls. Without them they are skipped. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsRegistry.Condition.class)
public @interface NeedsRegistry {

  /** Looks for the programs on the PATH. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      List<String> missing =
          Stream.of(PrivateRegistry.PROGRAM, Skopeo.PROGRAM)
              .filter(program -> !Programs.isOnPath(program))
              .toList();
      return missing.isEmpty()
          ? ConditionEvaluationResult.enabled("all programs are there")
          : ConditionEvaluationResult.disabled(
              "Skipped, since it pulls from a real registry and there is no "
                  + String.join(" and no ", missing)
                  + ": `make e2e-deps` installs them");
    }
  }
}

package io.pullsecrets;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Marks tests that run against {@link RealApi}. Without its programs they are skipped. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfEnvironmentVariable(
    named = RealApi.FOLDER,
    matches = ".+",
    disabledReason =
        "Skipped, since it needs a real API server: set KUBEBUILDER_ASSETS to a folder with"
            + " kube-apiserver, etcd and kubectl (CONTRIBUTING.md)")
public @interface NeedsRealApi {}

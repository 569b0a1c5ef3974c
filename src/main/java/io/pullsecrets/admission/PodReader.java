package io.pullsecrets.admission;

import io.pullsecrets.admission.AdmissionRequest.PodShape;
import io.pullsecrets.injection.PodAnnotations;
import io.pullsecrets.injection.PodImages;
import io.pullsecrets.project.InjectSwitch;
import io.pullsecrets.project.ServiceAccount;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what the decision and the patch need of a pod. */
final class PodReader {
  private final JsonCursor json;

  private boolean hasMetadata;
  private @Nullable String name;
  private @Nullable String generateName;
  private boolean hasAnnotations;
  private int annotationBytes;
  private @Nullable String injected;
  private boolean mirror;
  private boolean optedOut;

  private final List<String> images = new ArrayList<>();
  private final List<String> pullSecrets = new ArrayList<>();
  private boolean hasPullSecrets;
  private @Nullable String serviceAccount;

  PodReader(JsonCursor json) {
    this.json = json;
  }

  PodImages images() {
    return new PodImages(
        images,
        pullSecrets,
        serviceAccount == null || serviceAccount.isEmpty()
            ? ServiceAccount.DEFAULT
            : serviceAccount,
        mirror,
        optedOut);
  }

  /**
   * Its name or, with a star behind it, the beginning that it will have; empty if it has neither.
   */
  String name() {
    if (name != null && !name.isEmpty()) {
      return name;
    }
    return generateName == null || generateName.isEmpty() ? "" : generateName + "*";
  }

  PodShape shape() {
    return new PodShape(hasMetadata, hasAnnotations, annotationBytes, injected, hasPullSecrets);
  }

  /** Reads the next value, a pod or null. */
  void read() throws InvalidReviewException {
    if (!json.enterObject()) {
      return;
    }
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "metadata" -> readMetadata();
        case "spec" -> readSpec();
        default -> json.skip();
      }
    }
  }

  private void readMetadata() throws InvalidReviewException {
    hasMetadata = json.enterObject();
    if (!hasMetadata) {
      return;
    }
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "labels" -> readLabels();
        case "annotations" -> readAnnotations();
        case "name" -> {
          String text = json.text();
          if (text != null) {
            name = text;
            json.note(Gap.Kind.NAME);
          }
        }
        case "generateName" -> generateName = json.text();
        default -> json.skip();
      }
    }
  }

  private void readLabels() throws InvalidReviewException {
    if (!json.enterObject()) {
      return;
    }
    for (String key = json.nextField(); key != null; key = json.nextField()) {
      if (key.equals(InjectSwitch.KEY)) {
        readSwitch(json.text());
      } else {
        json.skip();
      }
    }
  }

  private void readAnnotations() throws InvalidReviewException {
    hasAnnotations = json.enterObject();
    if (!hasAnnotations) {
      return;
    }
    for (String key = json.nextField(); key != null; key = json.nextField()) {
      annotationBytes += json.passedBytes();
      if (!json.passText()) {
        continue;
      }
      int bytes = json.passedBytes();
      annotationBytes += bytes;
      switch (key) {
        case InjectSwitch.KEY -> readSwitch(json.passedText());
        case PodAnnotations.MIRROR -> mirror = true;
        case PodAnnotations.INJECTED -> injected = json.passedText();
        default -> json.note(bytes);
      }
    }
  }

  private void readSwitch(@Nullable String value) {
    optedOut |= InjectSwitch.OFF.equals(value);
  }

  private void readSpec() throws InvalidReviewException {
    if (!json.enterObject()) {
      return;
    }
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "initContainers", "containers", "ephemeralContainers" ->
            json.eachObject(() -> readImage("image"));
        case "volumes" -> json.eachObject(this::readVolume);
        case "imagePullSecrets" -> hasPullSecrets = json.eachObject(this::readPullSecret);
        case "serviceAccountName" -> serviceAccount = json.text();
        default -> json.skip();
      }
    }
  }

  private void readVolume() throws InvalidReviewException {
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      if (!field.equals("image")) {
        json.skip();
      } else if (json.enterObject()) {
        readImage("reference");
      }
    }
  }

  private void readImage(String imageField) throws InvalidReviewException {
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      if (field.equals(imageField)) {
        String image = json.text();
        if (image != null) {
          addIfNamed(images, image);
          json.skipRest(); // The API server writes no name twice.
          return;
        }
      } else {
        json.skip();
      }
    }
  }

  private void readPullSecret() throws InvalidReviewException {
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      if (field.equals("name")) {
        addIfNamed(pullSecrets, json.text());
      } else {
        json.skip();
      }
    }
  }

  /** An image or a Secret without a name is allowed by the API server, and means nothing. */
  private static void addIfNamed(List<String> names, @Nullable String name) {
    // One more than are looked at tells that there are too many, and the rest needs no memory.
    if (name != null && !name.isEmpty() && names.size() <= PodImages.MAX_NAMES) {
      names.add(name);
    }
  }
}

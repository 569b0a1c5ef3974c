package io.pullsecrets.index;

import io.pullsecrets.registry.SecretType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The docker Secrets of one namespace. Immutable: each change makes a new one.
 *
 * <p>The API server has one Secret of a name, but each type has an informer of its own: while a
 * Secret is made anew with another type, events of both can come in any order. So for a moment
 * there can be one of each type.
 *
 * <p>A sorted list takes less memory than a hash map. And whoever may create Secrets chooses their
 * names, of which very many can have the same hash.
 */
final class NamespaceSecrets {
  static final NamespaceSecrets NONE = new NamespaceSecrets(List.of());

  private static final Comparator<SecretFacts> BY_NAME_AND_TYPE =
      Comparator.comparing((SecretFacts each) -> each.secret().name())
          .thenComparing(SecretFacts::type);

  private final List<SecretFacts> inOrder;

  private NamespaceSecrets(List<SecretFacts> inOrder) {
    this.inOrder = List.copyOf(inOrder);
  }

  boolean isEmpty() {
    return inOrder.isEmpty();
  }

  /** These, and one more or in the place of the one of its name and type. */
  NamespaceSecrets with(SecretFacts secret) {
    int place = Collections.binarySearch(inOrder, secret, BY_NAME_AND_TYPE);
    List<SecretFacts> changed = new ArrayList<>(inOrder.size() + 1);
    changed.addAll(inOrder);
    if (place >= 0) {
      changed.set(place, secret);
    } else {
      changed.add(-place - 1, secret);
    }
    return new NamespaceSecrets(changed);
  }

  /** These, without the one of that name and type; this one if there is none. */
  NamespaceSecrets without(String name, SecretType type) {
    List<SecretFacts> changed =
        inOrder.stream()
            .filter(each -> each.type() != type || !each.secret().name().equals(name))
            .toList();
    return changed.size() == inOrder.size() ? this : new NamespaceSecrets(changed);
  }

  /** All, ordered by name, one of a name. */
  List<SecretFacts> all() {
    return IntStream.range(0, inOrder.size())
        .filter(this::isLastOfItsName)
        .mapToObj(inOrder::get)
        .toList();
  }

  private boolean isLastOfItsName(int place) {
    return place + 1 == inOrder.size()
        || !inOrder.get(place).secret().name().equals(inOrder.get(place + 1).secret().name());
  }
}

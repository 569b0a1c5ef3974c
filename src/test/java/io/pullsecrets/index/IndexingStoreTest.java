package io.pullsecrets.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndexingStoreTest {
  private final List<String> passed = new ArrayList<>();
  private final IndexingStore<Secret> store =
      new IndexingStore<>(
          Secret::new,
          new IndexingStore.Sink<>() {
            @Override
            public void put(Secret secret) {
              passed.add("put " + secret.getMetadata().getName());
              if (secret.getMetadata().getName().equals("odd")) {
                throw new IllegalStateException("can't be read");
              }
            }

            @Override
            public void remove(ObjectMeta metadata) {
              passed.add("remove " + metadata.getNamespace() + "/" + metadata.getName());
            }
          });

  @Test
  void an_object_is_passed_on_and_nothing_of_its_content_is_kept() {
    put("a", "1");
    assertThat(passed).containsExactly("put a");
    assertThat(store.values())
        .singleElement()
        .satisfies(
            stub -> {
              assertThat(stub.getMetadata().getResourceVersion()).isEqualTo("1");
              assertThat(stub.getData()).isEmpty();
            });
  }

  @Test
  void what_a_new_list_brings_unchanged_is_not_passed_on_again() {
    put("a", "1");
    put("a", "1");
    put("a", "2");
    assertThat(passed).containsExactly("put a", "put a");
  }

  @Test
  void what_is_gone_is_passed_on_by_name_once() {
    put("a", "1");
    assertThat(store.remove("demo/a")).isNotNull();
    assertThat(store.remove("demo/a")).isNull();
    assertThat(passed).containsExactly("put a", "remove demo/a");
    assertThat(store.size()).isZero();
  }

  @Test
  void an_object_that_cannot_be_taken_in_does_not_keep_the_next_one_out() {
    put("odd", "1");
    put("a", "1");
    assertThat(passed).containsExactly("put odd", "put a");
  }

  private void put(String name, String resourceVersion) {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace("demo")
            .withName(name)
            .withResourceVersion(resourceVersion)
            .endMetadata()
            .addToData("password", "c2VjcmV0")
            .build();
    store.put(store.getKey(secret), secret);
  }
}

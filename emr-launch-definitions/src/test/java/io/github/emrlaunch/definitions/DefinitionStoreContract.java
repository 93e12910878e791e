package io.github.emrlaunch.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of every store. */
abstract class DefinitionStoreContract {
    private static final DefinitionType<ClusterConfigurationDefinition> TYPE = DefinitionType.CLUSTER_CONFIGURATION;

    /** The store under test, with text in place of a definition. */
    abstract WritableDefinitionStore storeWith(DefinitionType<?> type, DefinitionName name, String text);

    private static String definition(DefinitionName name) {
        return ClusterConfigurationDefinition.of(name, Json.object()).toJsonText();
    }

    @Test
    void getsADefinitionByName() {
        DefinitionName name = new DefinitionName("analytics", "small");

        ClusterConfigurationDefinition found =
                storeWith(TYPE, name, definition(name)).get(TYPE, name);

        assertThat(found.definitionName()).isEqualTo(name);
    }

    @Test
    void saysWhichDefinitionIsMissingAndWhere() {
        DefinitionName name = new DefinitionName("analytics", "small");
        DefinitionStore store = storeWith(TYPE, name, definition(name));

        assertThatThrownBy(() -> store.get(TYPE, DefinitionName.of("small")))
                .isInstanceOf(ClusterConfigurationNotFoundException.class)
                .hasMessageStartingWith("cluster configuration 'default/small' not found: ")
                .hasMessageContaining("cluster_configurations/default/small")
                .hasMessageEndingWith(". Check name and namespace, or deploy it first.");
        assertThatThrownBy(() -> store.get(DefinitionType.EMR_PROFILE, name))
                .isInstanceOf(EmrProfileNotFoundException.class);
        assertThatThrownBy(() -> store.get(DefinitionType.EMR_LAUNCH_FUNCTION, name))
                .isInstanceOf(EmrLaunchFunctionNotFoundException.class);
    }

    @Test
    void saysWhereSomethingElseIsStored() {
        DefinitionName name = DefinitionName.of("broken");

        assertThatThrownBy(() -> storeWith(TYPE, name, "no JSON").get(TYPE, name))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("cluster_configurations/default/broken")
                .hasMessageContaining("is not a stored cluster configuration: not JSON: ");
        assertThatThrownBy(() -> storeWith(TYPE, name, "{\"a\": 1}").get(TYPE, name))
                .hasMessageEndingWith("is not a stored cluster configuration: 'ConfigurationName' is missing");
    }

    @Test
    void refusesADefinitionThatCallsItselfOtherwise() {
        DefinitionName name = new DefinitionName("team-a", "small");
        DefinitionStore store = storeWith(TYPE, name, definition(new DefinitionName("security", "small")));

        assertThatThrownBy(() -> store.get(TYPE, name))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("it is stored as 'team-a/small' but has the name 'security/small'");
    }

    @Test
    void listsANamespaceCompletelyAndInOrder() {
        List<DefinitionName> names = IntStream.range(0, 35)
                .mapToObj(i -> new DefinitionName("many", "c%02d".formatted(i)))
                .toList();
        DefinitionStore store = storeWith(TYPE, new DefinitionName("many.more", "x"), "{}");
        names.forEach(name -> storeWith(TYPE, name, definition(name)));

        assertThat(store.list(TYPE, "many")).isEqualTo(names);
        assertThat(store.list(TYPE, "nobody")).isEmpty();
        assertThat(store.list(DefinitionType.EMR_PROFILE, "many")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> store.list(TYPE, "a/b"));
    }

    @Test
    void readsDocumentsOfANamespaceWithoutStumblingOverABrokenOne() {
        DefinitionName good = new DefinitionName("mixed", "b");
        storeWith(TYPE, good, definition(good));
        storeWith(TYPE, new DefinitionName("other", "c"), definition(new DefinitionName("other", "c")));
        DefinitionStore store = storeWith(TYPE, new DefinitionName("mixed", "a"), "no JSON");

        List<StoredDocument<ClusterConfigurationDefinition>> documents = store.documents(TYPE, "mixed");

        assertThat(documents).extracting(document -> document.name().name()).containsExactly("a", "b");
        assertThat(documents.get(1).text()).isEqualTo(definition(good));
        assertThat(documents.get(1).read().definitionName()).isEqualTo(good);
        assertThatThrownBy(() -> documents.get(0).read())
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("cluster_configurations/mixed/a");
        assertThat(store.documents(TYPE))
                .extracting(document -> document.name().toString())
                .containsExactly("mixed/a", "mixed/b", "other/c");
        assertThat(store.documents(DefinitionType.EMR_PROFILE)).isEmpty();
    }

    @Test
    void storesReplacesAndRemovesADefinition() {
        DefinitionName name = new DefinitionName("analytics", "small");
        WritableDefinitionStore store = storeWith(TYPE, new DefinitionName("analytics", "other"), "{}");
        String text = definition(name).replaceFirst("\\{", "{\"Added\":1.50,");

        store.put(new StoredDocument<>(TYPE, name, definition(name), "here"));
        store.put(new StoredDocument<>(TYPE, name, text, "here"));

        assertThat(store.get(TYPE, name).toJson())
                .isEqualTo(TYPE.parse(name, text, "").toJson());
        assertThat(store.documents(TYPE, "analytics").get(1).text()).isEqualTo(text);
        assertThat(Json.parse(store.format(Json.parseObject(text)))).isEqualTo(Json.parse(text));
        store.delete(TYPE, name);
        store.delete(TYPE, name);
        assertThat(store.list(TYPE, "analytics")).containsExactly(new DefinitionName("analytics", "other"));
    }

    @Test
    void listsNamespacesOfAType() {
        DefinitionStore store = storeWith(TYPE, new DefinitionName("b", "x"), "{}");
        storeWith(TYPE, new DefinitionName("a", "x"), "{}");
        storeWith(TYPE, new DefinitionName("a", "y"), "{}");
        storeWith(DefinitionType.EMR_PROFILE, new DefinitionName("c", "x"), "{}");

        assertThat(store.listNamespaces(TYPE)).containsExactly("a", "b");
        assertThat(store.listNamespaces(DefinitionType.EMR_LAUNCH_FUNCTION)).isEmpty();
    }
}

package io.github.emrlaunch.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Definition;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionNotFoundException;
import io.github.emrlaunch.definitions.DefinitionParts;
import io.github.emrlaunch.definitions.DefinitionStore;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.EmrLaunchFunctionDefinition;
import io.github.emrlaunch.definitions.InvalidDefinitionException;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.definitions.StoredDocument;
import io.github.emrlaunch.definitions.WritableDefinitionStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Copies definitions from one store to another, such as from Parameter Store to a folder under version control, or back to
 * the Parameter Store of another account. All documents are read and checked before the first one is written. If a write fails,
 * the documents that were written before it are restored.
 */
public final class DefinitionCopy {
    private final WritableDefinitionStore to;
    private final List<Change> changes;
    private final List<StoredDocument<?>> onlyInTarget;

    /** The kind of change that a copy makes to a definition. */
    public enum Kind {
        /** The target has no definition with this name. */
        CREATE,
        /** The target has a different definition with this name. */
        UPDATE,
        /** The target has the same definition. It is not written. */
        KEEP
    }

    /**
     * The change that a copy makes to one definition.
     *
     * @param kind the kind of change
     * @param document the document that is written
     * @param before the document in the target; null if there is none
     * @param differences the differences from the document in the target; empty unless it is replaced
     */
    public record Change(
            Kind kind, StoredDocument<?> document, @Nullable StoredDocument<?> before, List<Difference> differences) {}

    private DefinitionCopy(WritableDefinitionStore to, List<Change> changes, List<StoredDocument<?>> onlyInTarget) {
        this.to = to;
        this.changes = changes;
        this.onlyInTarget = onlyInTarget;
    }

    /**
     * Reads and checks all definitions without writing any.
     *
     * @param namespaces the namespaces to copy; empty for all
     * @throws InvalidDefinitionException if a document is not a definition or does not fit into a parameter; the message names all of these
     */
    public static DefinitionCopy plan(DefinitionStore from, WritableDefinitionStore to, Collection<String> namespaces) {
        List<StoredDocument<?>> documents = documents(from, namespaces);
        requireValid(documents);
        List<StoredDocument<?>> there = documents(to, namespaces);
        List<Change> changes = documents.stream()
                .map(document -> change(document, find(there, document)))
                .toList();
        List<StoredDocument<?>> onlyInTarget = there.stream()
                .filter(document -> find(documents, document) == null)
                .toList();
        return new DefinitionCopy(to, changes, onlyInTarget);
    }

    private static List<StoredDocument<?>> documents(DefinitionStore store, Collection<String> namespaces) {
        return DefinitionType.all().stream()
                .<StoredDocument<?>>flatMap(type -> documents(store, type, namespaces))
                .toList();
    }

    private static <T extends Definition> Stream<StoredDocument<T>> documents(
            DefinitionStore store, DefinitionType<T> type, Collection<String> namespaces) {
        return namespaces.isEmpty()
                ? store.documents(type).stream()
                : namespaces.stream()
                        .sorted()
                        .distinct()
                        .flatMap(namespace -> store.documents(type, namespace).stream());
    }

    private static @Nullable StoredDocument<?> find(List<StoredDocument<?>> documents, StoredDocument<?> like) {
        return documents.stream()
                .filter(document ->
                        document.type().equals(like.type()) && document.name().equals(like.name()))
                .findFirst()
                .orElse(null);
    }

    private static void requireValid(List<StoredDocument<?>> documents) {
        List<String> problems = new ArrayList<>();
        for (StoredDocument<?> document : documents) {
            try {
                requireFits(document, document.read().toJson());
            } catch (InvalidDefinitionException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        require(problems);
    }

    private static void requireFits(StoredDocument<?> document, ObjectNode json) {
        try {
            DefinitionParts.split(document.type(), document.name(), json);
        } catch (IllegalArgumentException e) {
            throw new InvalidDefinitionException("'%s' is too large: %s".formatted(document.where(), e.getMessage()));
        }
    }

    private static void require(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidDefinitionException("Nothing was copied:\n" + String.join("\n", problems));
        }
    }

    private static Change change(StoredDocument<?> document, @Nullable StoredDocument<?> before) {
        if (before == null) {
            return new Change(Kind.CREATE, document, null, List.of());
        }
        String found = DefinitionParts.found(document.type(), document.name(), Json.parseStored(document.text()));
        List<Difference> differences = Difference.between(json(before), Json.parse(found));
        return new Change(differences.isEmpty() ? Kind.KEEP : Kind.UPDATE, document, before, differences);
    }

    /** The document in the target may be invalid. Then all of it is different. */
    private static JsonNode json(StoredDocument<?> document) {
        try {
            return Json.parseStored(document.text());
        } catch (InvalidDefinitionException e) {
            return Json.object();
        }
    }

    /**
     * Checks that the profile and the cluster configuration of every launch function are copied, too, or exist in the target.
     *
     * @throws InvalidDefinitionException if one is missing; the message names all of these
     */
    public void requireReferences() {
        List<String> problems = new ArrayList<>();
        for (Change change : changes) {
            if (change.document().read() instanceof EmrLaunchFunctionDefinition launchFunction) {
                requireFound(DefinitionType.EMR_PROFILE, launchFunction.emrProfile(), change, problems);
                requireFound(
                        DefinitionType.CLUSTER_CONFIGURATION, launchFunction.clusterConfiguration(), change, problems);
            }
        }
        require(problems);
    }

    private void requireFound(DefinitionType<?> type, DefinitionName name, Change referring, List<String> problems) {
        boolean copied = changes.stream()
                .map(Change::document)
                .anyMatch(document ->
                        document.type().equals(type) && document.name().equals(name));
        if (copied) {
            return;
        }
        try {
            to.get(type, name);
        } catch (DefinitionNotFoundException e) {
            problems.add("'%s' refers to the %s '%s', which is neither copied with it nor in the target"
                    .formatted(referring.document().where(), type.label(), name));
        }
    }

    /** The changes that the copy makes, by type and name. */
    public List<Change> changes() {
        return changes;
    }

    /** The definitions in the same namespaces that only the target has. The copy does not change them. */
    public List<StoredDocument<?>> onlyInTarget() {
        return onlyInTarget;
    }

    /**
     * Writes the definitions that are new or different.
     *
     * @throws RuntimeException the store's own exception if a write fails. All definitions are then as they were before, or the message
     *     names those that are not
     */
    public void apply() {
        Deque<Change> written = new ArrayDeque<>();
        try {
            for (Change change : changes) {
                if (change.kind() != Kind.KEEP) {
                    // Recorded before the write, since a write whose response is lost may have succeeded.
                    written.push(change);
                    to.put(formatted(change.document()));
                }
            }
        } catch (RuntimeException e) {
            List<String> left = putBack(written);
            if (left.isEmpty()) {
                throw e;
            }
            throw new IncompleteCopyException(left, e);
        }
    }

    private <T extends Definition> StoredDocument<T> formatted(StoredDocument<T> document) {
        return new StoredDocument<>(
                document.type(), document.name(), to.format(Json.parseStored(document.text())), document.where());
    }

    private List<String> putBack(Collection<Change> written) {
        List<String> left = new ArrayList<>();
        for (Change change : written) {
            StoredDocument<?> before = change.before();
            try {
                if (before == null) {
                    to.delete(change.document().type(), change.document().name());
                } else {
                    to.put(before);
                }
            } catch (RuntimeException e) {
                left.add(change.document().type().path(change.document().name()));
            }
        }
        return left;
    }
}

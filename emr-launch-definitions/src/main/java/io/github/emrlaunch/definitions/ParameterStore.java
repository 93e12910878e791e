package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/**
 * Definitions in Systems Manager Parameter Store. A read requires {@code ssm:GetParameter}, a list
 * {@code ssm:GetParametersByPath}, a write {@code ssm:GetParameter}, {@code ssm:PutParameter} and {@code ssm:DeleteParameter}.
 * Definitions with {@linkplain DefinitionParts parts} also require {@code ssm:GetParameters} on these, and
 * {@code ssm:DeleteParameters} when they become smaller.
 */
public final class ParameterStore implements WritableDefinitionStore {
    /** The maximum number of reads of a definition that is being written. */
    private static final int READS = 3;

    private static final int ACCOUNT_OF_ARN = 4;

    private final SsmClient ssm;
    private final Consumer<String> skipped;

    /** Creates a store with this client, which the caller closes. */
    public ParameterStore(SsmClient ssm) {
        this(ssm, name -> {});
    }

    /**
     * Creates a store with this client, which the caller closes.
     *
     * @param skipped receives the name of each listed parameter that is not a definition
     */
    public ParameterStore(SsmClient ssm, Consumer<String> skipped) {
        this.ssm = ssm;
        this.skipped = skipped;
    }

    @Override
    public <T extends Definition> T get(DefinitionType<T> type, DefinitionName name) {
        return type.parse(name, read(type, name), type.path(name));
    }

    private String read(DefinitionType<?> type, DefinitionName name) {
        return whole(type, name, head(type, name));
    }

    /** Returns the text of a definition after its head was read. Both are read again if they changed meanwhile. */
    private String whole(DefinitionType<?> type, DefinitionName name, String firstHead) {
        String head = firstHead;
        for (int read = 1; ; read++) {
            try {
                return withParts(type, name, head);
            } catch (DefinitionIncompleteException e) {
                if (read == READS) {
                    throw e;
                }
                head = head(type, name);
            }
        }
    }

    private String head(DefinitionType<?> type, DefinitionName name) {
        return parameter(type, name).value();
    }

    private Parameter parameter(DefinitionType<?> type, DefinitionName name) {
        String path = type.path(name);
        try {
            return ssm.getParameter(request -> request.name(path)).parameter();
        } catch (ParameterNotFoundException e) {
            throw type.notFound(name, "Parameter Store has no parameter '%s'".formatted(path));
        }
    }

    private String withParts(DefinitionType<?> type, DefinitionName name, String head) {
        if (!DefinitionParts.isHead(head)) {
            return head;
        }
        Map<String, String> values = new HashMap<>();
        ssm.getParameters(request -> request.names(parts(type, name)))
                .parameters()
                .forEach(part -> values.put(part.name(), part.value()));
        values.put(type.path(name), head);
        return DefinitionParts.assemble(type, name, values);
    }

    private static List<String> parts(DefinitionType<?> type, DefinitionName name) {
        return DefinitionParts.names(type, name).subList(1, DefinitionParts.MAX_PARTS + 1);
    }

    @Override
    public <T extends Definition> List<StoredDocument<T>> documents(DefinitionType<T> type, String namespace) {
        return documentsBelow(type.path(namespace), type);
    }

    @Override
    public <T extends Definition> List<StoredDocument<T>> documents(DefinitionType<T> type) {
        return documentsBelow(type.path(), type);
    }

    private <T extends Definition> List<StoredDocument<T>> documentsBelow(String path, DefinitionType<T> type) {
        return parametersBelow(path)
                .flatMap(parameter -> document(type, parameter).stream())
                .sorted(Comparator.comparing(StoredDocument::name))
                .toList();
    }

    /**
     * Returns one page of a namespace, in the order of Parameter Store.
     *
     * @param nextToken the token of the previous page; null for the first page
     */
    public <T extends Definition> Page<T> page(DefinitionType<T> type, String namespace, @Nullable String nextToken) {
        GetParametersByPathResponse response = ssm.getParametersByPath(
                request -> request.path(type.path(namespace)).nextToken(nextToken));
        return new Page<>(
                response.parameters().stream()
                        .flatMap(parameter -> document(type, parameter).stream())
                        .toList(),
                response.nextToken());
    }

    /**
     * A page of documents.
     *
     * @param <T> the record of such a definition
     * @param documents the documents, at most 10
     * @param nextToken the token of the next page; null on the last page
     */
    public record Page<T extends Definition>(
            List<StoredDocument<T>> documents, @Nullable String nextToken) {}

    /** Returns an empty result for an unrelated parameter, such as one on a deeper level, and for one that was deleted meanwhile. */
    private <T extends Definition> Optional<StoredDocument<T>> document(DefinitionType<T> type, Parameter parameter) {
        return name(type, parameter).flatMap(name -> text(type, name, parameter.value())
                .map(text -> new StoredDocument<>(type, name, text, parameter.name())));
    }

    /** Assembles a large definition. If its parts are missing, returns its head. */
    private Optional<String> text(DefinitionType<?> type, DefinitionName name, String head) {
        if (!DefinitionParts.isHead(head)) {
            return Optional.of(head);
        }
        try {
            return Optional.of(
                    type.parse(name, read(type, name), type.path(name)).toJsonText());
        } catch (DefinitionNotFoundException gone) {
            return Optional.empty();
        } catch (DefinitionIncompleteException | InvalidDefinitionException e) {
            return Optional.of(head);
        }
    }

    /** Returns an empty result for an unrelated parameter. */
    private Optional<DefinitionName> name(DefinitionType<?> type, Parameter parameter) {
        String path = type.path() + "/";
        Optional<DefinitionName> name = parameter.name().startsWith(path)
                ? DefinitionName.find(parameter.name().substring(path.length()))
                : Optional.empty();
        if (name.isEmpty()) {
            skipped.accept(parameter.name());
        }
        return name;
    }

    private Stream<Parameter> parametersBelow(String path) {
        return ssm.getParametersByPathPaginator(request -> request.path(path).recursive(true)).stream()
                .flatMap(page -> page.parameters().stream());
    }

    /** Returns the account in the ARN of the parameter. */
    @Override
    public Optional<String> account(DefinitionType<?> type, DefinitionName name) {
        return Optional.ofNullable(parameter(type, name).arn())
                .map(arn -> arn.split(":", -1))
                .filter(parts -> parts.length > ACCOUNT_OF_ARN)
                .map(parts -> parts[ACCOUNT_OF_ARN]);
    }

    @Override
    public List<DefinitionName> list(DefinitionType<?> type, String namespace) {
        return namesBelow(type.path(namespace), type).toList();
    }

    @Override
    public List<String> listNamespaces(DefinitionType<?> type) {
        return namesBelow(type.path(), type)
                .map(DefinitionName::namespace)
                .distinct()
                .toList();
    }

    @Override
    public void put(StoredDocument<?> document) {
        DefinitionType<?> type = document.type();
        String path = type.path(document.name());
        Map<String, String> parameters = DefinitionParts.fits(document.text())
                ? Map.of(path, document.text())
                : DefinitionParts.split(type, document.name(), Json.parseStored(document.text()));
        List<String> unused =
                new ArrayList<>(hasParts(type, document.name()) ? parts(type, document.name()) : List.of());
        unused.removeAll(parameters.keySet());
        // The head is written last, so that its readers find its parts.
        parameters.keySet().stream()
                .filter(name -> !name.equals(path))
                .forEach(name -> put(name, parameters.getOrDefault(name, "")));
        put(path, parameters.getOrDefault(path, ""));
        deleteAll(unused);
    }

    private void put(String name, String value) {
        ssm.putParameter(request -> request.name(name)
                .type(ParameterType.STRING)
                .tier(ParameterTier.INTELLIGENT_TIERING)
                .overwrite(true)
                .value(value));
    }

    private boolean hasParts(DefinitionType<?> type, DefinitionName name) {
        try {
            return DefinitionParts.isHead(head(type, name));
        } catch (DefinitionNotFoundException none) {
            return false;
        }
    }

    private void deleteAll(List<String> names) {
        if (!names.isEmpty()) {
            ssm.deleteParameters(request -> request.names(names));
        }
    }

    /** Compact, because the size of a parameter is limited. */
    @Override
    public String format(ObjectNode document) {
        return Json.write(document);
    }

    @Override
    public void delete(DefinitionType<?> type, DefinitionName name) {
        boolean hasParts = hasParts(type, name);
        try {
            ssm.deleteParameter(request -> request.name(type.path(name)));
        } catch (ParameterNotFoundException gone) {
            // The requested state.
        }
        deleteAll(hasParts ? parts(type, name) : List.of());
    }

    private Stream<DefinitionName> namesBelow(String path, DefinitionType<?> type) {
        return parametersBelow(path)
                .flatMap(parameter -> name(type, parameter).stream())
                .sorted();
    }
}

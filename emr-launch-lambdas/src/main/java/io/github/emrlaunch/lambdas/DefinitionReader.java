package io.github.emrlaunch.lambdas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.definitions.Definition;
import io.github.emrlaunch.definitions.DefinitionIncompleteException;
import io.github.emrlaunch.definitions.DefinitionName;
import io.github.emrlaunch.definitions.DefinitionParts;
import io.github.emrlaunch.definitions.DefinitionType;
import io.github.emrlaunch.definitions.Json;
import io.github.emrlaunch.lambdas.aws.AwsClient;
import io.github.emrlaunch.lambdas.aws.CalledService;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads definitions from Parameter Store. */
final class DefinitionReader {
    private final AwsClient aws;

    DefinitionReader(AwsClient aws) {
        this.aws = aws;
    }

    /**
     * Parameters by name, as far as they exist.
     *
     * @param values the values by name
     */
    record Parameters(Map<String, String> values) {
        /** Returns a definition from these parameters. */
        <T extends Definition> T get(DefinitionType<T> type, DefinitionName name) {
            return type.parse(name, text(type, name), type.path(name));
        }

        /** Returns the document of a definition. */
        String text(DefinitionType<?> type, DefinitionName name) {
            return DefinitionParts.assemble(type, name, values);
        }
    }

    /**
     * A page of a namespace.
     *
     * @param headsByName the parameters at the paths of definitions
     * @param nextToken the token of the next page; null on the last page
     */
    record Page(
            Map<DefinitionName, String> headsByName,
            @Nullable String nextToken) {}

    /** Returns one definition. */
    <T extends Definition> T get(DefinitionType<T> type, DefinitionName name) {
        return read(DefinitionParts.names(type, name)).get(type, name);
    }

    /**
     * Returns the parameters of two definitions, by one call: heads and parts of two are ten names, the limit of GetParameters. Names
     * that do not exist, such as most parts, are returned as invalid.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html">GetParameters</a>
     */
    Parameters read(
            DefinitionType<?> type, DefinitionName name, DefinitionType<?> otherType, DefinitionName otherName) {
        return read(Stream.concat(
                        DefinitionParts.names(type, name).stream(),
                        DefinitionParts.names(otherType, otherName).stream())
                .toList());
    }

    private Parameters read(List<String> names) {
        ObjectNode request = Json.object();
        ArrayNode array = request.putArray("Names");
        names.forEach(array::add);
        Map<String, String> values = new HashMap<>();
        aws.call(CalledService.SSM, "GetParameters", request)
                .path("Parameters")
                .forEach(parameter -> values.put(
                        parameter.path("Name").asText(), parameter.path("Value").asText()));
        return new Parameters(values);
    }

    /** Returns one page of a namespace, in the order of Parameter Store. */
    Page page(DefinitionType<?> type, String namespace, @Nullable String nextToken) {
        ObjectNode request = Json.object().put("Path", type.path(namespace));
        if (nextToken != null) {
            request.put("NextToken", nextToken);
        }
        JsonNode answer = aws.call(CalledService.SSM, "GetParametersByPath", request);
        Map<DefinitionName, String> heads = new LinkedHashMap<>();
        for (JsonNode parameter : answer.path("Parameters")) {
            String path = type.path() + "/";
            String name = parameter.path("Name").asText();
            // There may be unrelated parameters under the path.
            if (name.startsWith(path)) {
                DefinitionName.find(name.substring(path.length()))
                        .ifPresent(found ->
                                heads.put(found, parameter.path("Value").asText()));
            }
        }
        return new Page(heads, answer.path("NextToken").textValue());
    }

    /** Returns a definition with a known head: only those with parts are read again. */
    <T extends Definition> T complete(DefinitionType<T> type, DefinitionName name, String head) {
        try {
            return new Parameters(Map.of(type.path(name), head)).get(type, name);
        } catch (DefinitionIncompleteException e) {
            return get(type, name);
        }
    }
}

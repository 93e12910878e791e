package io.github.emrlaunch.local.internal.ssm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Page;
import java.util.List;
import java.util.TreeSet;

/** The operations that read parameters. */
final class ParameterQueries {
    private static final int MAX_BY_PATH = 10;
    private static final int MAX_PAGE = 50;

    private final Account account;
    private final Parameters parameters;
    private final ParameterPermissions permissions;

    ParameterQueries(Account account, Parameters parameters, ParameterPermissions permissions) {
        this.account = account;
        this.parameters = parameters;
        this.permissions = permissions;
    }

    /**
     * Returns the version of a parameter for a reference.
     *
     * @throws AwsException when the parameter or the version does not exist
     */
    ParameterVersion version(String asked) {
        return version(parameters.find(asked).orElseThrow(() -> Parameters.notFound(asked)), asked);
    }

    private ParameterVersion version(Parameter parameter, String asked) {
        String selector = ParameterReference.parse(account, asked).selector();
        return selector == null
                ? parameter.latest()
                : parameter.version(selector).orElseThrow(() -> Parameters.versionNotFound(selector, parameter.name()));
    }

    JsonNode get(CallContext context, ObjectNode input) {
        String asked = Inputs.required(input, "Name");
        ParameterRules.checkSpaces(asked);
        return AwsJson.object().set("Parameter", described(asked, input));
    }

    JsonNode getSeveral(CallContext context, ObjectNode input) {
        ObjectNode output = AwsJson.object();
        ArrayNode found = output.putArray("Parameters");
        ArrayNode invalid = output.putArray("InvalidParameters");
        List<String> asked = Inputs.requiredStrings(input, "Names");
        asked.forEach(ParameterRules::checkSpaces);
        for (String name : new TreeSet<>(asked)) {
            try {
                found.add(described(name, input));
            } catch (AwsException notFound) {
                invalid.add(name);
            }
        }
        return output;
    }

    JsonNode getByPath(CallContext context, ObjectNode input) {
        String path = Inputs.required(input, "Path").strip();
        ParameterRules.checkPath(path);
        ParameterFilters filters = ParameterFilters.ofPath(input);
        List<ObjectNode> found = parameters.below(path, input.path("Recursive").asBoolean()).stream()
                .flatMap(parameter -> filters.listed(parameter)
                        .map(version -> ParameterDescription.value(
                                parameter.name(), permissions.arn(parameter.name()), version, decrypts(input))))
                .toList();
        return page(found, input, MAX_BY_PATH);
    }

    JsonNode getHistory(CallContext context, ObjectNode input) {
        Parameter parameter = parameters.named(Inputs.required(input, "Name"));
        String arn = permissions.arn(parameter.name());
        List<ObjectNode> versions = parameter.versions().stream()
                .map(version -> ParameterDescription.history(parameter.name(), arn, version, decrypts(input)))
                .toList();
        return page(versions, input, MAX_PAGE);
    }

    JsonNode describe(CallContext context, ObjectNode input) {
        ParameterFilters filters = ParameterFilters.ofDescribe(input);
        boolean ofOthers = input.path("Shared").asBoolean();
        List<ObjectNode> found = parameters.all().stream()
                .filter(parameter -> !ofOthers)
                .flatMap(parameter -> filters.listed(parameter)
                        .map(version -> ParameterDescription.metadata(
                                parameter.name(), permissions.arn(parameter.name()), version)))
                .toList();
        return page(found, input, MAX_PAGE);
    }

    private static JsonNode page(List<ObjectNode> all, ObjectNode input, int size) {
        Page<ObjectNode> page = Page.of(
                all,
                AwsJson.text(input, "NextToken"),
                Inputs.number(input, "MaxResults", size, 1, size),
                () -> AwsException.client("InvalidNextToken", "The specified token isn't valid."));
        ObjectNode output = AwsJson.object();
        page.elements().forEach(output.putArray("Parameters")::add);
        if (page.next() != null) {
            output.put("NextToken", page.next());
        }
        return output;
    }

    private ObjectNode described(String asked, ObjectNode input) {
        Parameter parameter = parameters.find(asked).orElseThrow(() -> Parameters.notFound(asked));
        ObjectNode described = ParameterDescription.value(
                parameter.name(), permissions.arn(parameter.name()), version(parameter, asked), decrypts(input));
        String selector = ParameterReference.parse(account, asked).selector();
        return selector == null ? described : described.put("Selector", ":" + selector);
    }

    private static boolean decrypts(ObjectNode input) {
        return input.path("WithDecryption").asBoolean();
    }
}

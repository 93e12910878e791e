package io.github.emrlaunch.local.internal.ssm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.emrlaunch.local.internal.aws.Account;
import io.github.emrlaunch.local.internal.aws.AwsException;
import io.github.emrlaunch.local.internal.aws.AwsJson;
import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.CallContext;
import io.github.emrlaunch.local.internal.aws.Inputs;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.aws.Page;
import io.github.emrlaunch.local.internal.resources.ResourceHandler;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import io.github.emrlaunch.states.time.VirtualClock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Parameter Store: the latest version of each parameter, by name. */
public final class SsmService implements LocalService {
    private static final int MAX_PAGE = 10;

    private final Account account;
    private final VirtualClock clock;
    private final ParameterTags tags = new ParameterTags();
    private final ParameterPermissions permissions;
    private final Map<String, Parameter> parameters = new ConcurrentSkipListMap<>();

    private final ParameterResources resources;

    SsmService(ServiceContext context) {
        this.account = context.account();
        this.clock = context.clock();
        this.permissions = new ParameterPermissions(account, tags);
        this.resources = new ParameterResources(context);
    }

    /** Makes the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new SsmService(context);
        }
    }

    @Override
    public AwsService api() {
        return AwsService.json(
                "ssm",
                "AmazonSSM",
                Map.of(
                        "PutParameter", new Operation(permissions::put, this::putParameter),
                        "GetParameter", new Operation(permissions.named("GetParameter"), this::getParameter),
                        "GetParameters", new Operation(permissions::getSeveral, this::getParameters),
                        "GetParametersByPath", new Operation(permissions::getByPath, this::getParametersByPath),
                        "DeleteParameter", new Operation(permissions.named("DeleteParameter"), this::deleteParameter),
                        "AddTagsToResource", new Operation(permissions::addTags, this::addTags),
                        "RemoveTagsFromResource", new Operation(permissions::removeTags, this::removeTags),
                        "ListTagsForResource", new Operation(permissions::listTags, this::listTags)));
    }

    @Override
    public ServiceTasks tasks() {
        return ServiceTasks.NONE.with(ServiceTasks.Sdk.of("ssm", "Ssm"));
    }

    @Override
    public Map<String, ResourceHandler> resources() {
        return resources.handlers();
    }

    private JsonNode putParameter(CallContext context, ObjectNode input) {
        String name = Inputs.required(input, "Name");
        String value = Inputs.required(input, "Value");
        ParameterRules.checkName(name);
        boolean overwrite = input.path("Overwrite").asBoolean();
        if (overwrite && !input.path("Tags").isEmpty()) {
            throw AwsException.validation(
                    "Invalid request: tags and overwrite can't be used together. To create a parameter"
                            + " with tags, please remove overwrite flag. To update tags for an existing parameter, please use"
                            + " AddTagsToResource or RemoveTagsFromResource.");
        }
        Parameter stored = parameters.compute(name, (key, current) -> {
            if (current != null && !overwrite) {
                throw AwsException.client(
                        "ParameterAlreadyExists",
                        "The parameter already exists. To overwrite this value, set the overwrite option in the request to"
                                + " true.");
            }
            return next(input, name, value, current);
        });
        tags.add(permissions.arn(name), input.path("Tags"));
        return AwsJson.object().put("Version", stored.version()).put("Tier", stored.tier());
    }

    private Parameter next(JsonNode input, String name, String value, @Nullable Parameter current) {
        String type = AwsJson.text(input, "Type");
        if (type == null) {
            if (current == null) {
                throw AwsException.validation("A parameter type is required when you create a parameter.");
            }
            type = current.type();
        }
        ParameterRules.checkType(type);
        String tier = ParameterRules.checkValue(input, value, current == null ? "Standard" : current.tier());
        return new Parameter(
                name,
                type,
                value,
                current == null ? 1 : current.version() + 1,
                tier,
                AwsJson.text(input, "DataType", "text"),
                clock.now());
    }

    private JsonNode getParameter(CallContext context, ObjectNode input) {
        ObjectNode output = AwsJson.object();
        output.set("Parameter", described(find(Inputs.required(input, "Name"))));
        return output;
    }

    private JsonNode getParameters(CallContext context, ObjectNode input) {
        List<String> names = Inputs.requiredStrings(input, "Names");
        if (names.isEmpty() || names.size() > MAX_PAGE) {
            throw Inputs.constraint(
                    "'" + names + "'",
                    "Names",
                    names.isEmpty()
                            ? "Member must have length greater than or equal to 1"
                            : "Member must have length less than or equal to " + MAX_PAGE);
        }
        ObjectNode output = AwsJson.object();
        ArrayNode found = output.putArray("Parameters");
        ArrayNode invalid = output.putArray("InvalidParameters");
        for (String name : names) {
            try {
                found.add(described(find(name)));
            } catch (AwsException notFound) {
                invalid.add(name);
            }
        }
        return output;
    }

    private JsonNode getParametersByPath(CallContext context, ObjectNode input) {
        String path = Inputs.required(input, "Path");
        if (!path.startsWith("/")) {
            throw AwsException.validation(
                    "The parameter doesn't meet the parameter name requirements. The parameter name must"
                            + " begin with a forward slash \"/\". It can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). It"
                            + " must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore)."
                            + " Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol"
                            + " \"/\". Valid example: /get/parameters2-/by1./path0_.");
        }
        if (!input.path("ParameterFilters").isEmpty()) {
            throw AwsException.client(
                    "InvalidFilterKey", "The stand-in does not support ParameterFilters of GetParametersByPath");
        }
        boolean recursive = input.path("Recursive").asBoolean();
        String prefix = path.endsWith("/") ? path : path + "/";
        List<Parameter> below = parameters.values().stream()
                .filter(parameter -> parameter.name().startsWith(prefix))
                .filter(parameter -> recursive || parameter.name().indexOf('/', prefix.length()) < 0)
                .toList();
        Page<Parameter> page = Page.of(
                below,
                AwsJson.text(input, "NextToken"),
                Inputs.number(input, "MaxResults", MAX_PAGE, 1, MAX_PAGE),
                () -> AwsException.client("InvalidNextToken", "The specified token isn't valid."));
        ObjectNode output = AwsJson.object();
        ArrayNode found = output.putArray("Parameters");
        page.elements().forEach(parameter -> found.add(described(parameter)));
        if (page.next() != null) {
            output.put("NextToken", page.next());
        }
        return output;
    }

    private JsonNode deleteParameter(CallContext context, ObjectNode input) {
        String name = Inputs.required(input, "Name");
        if (parameters.remove(name) == null) {
            throw notFound(name);
        }
        tags.removeAll(permissions.arn(name));
        return AwsJson.object();
    }

    private JsonNode addTags(CallContext context, ObjectNode input) {
        tags.add(tagged(input), input.path("Tags"));
        return AwsJson.object();
    }

    private JsonNode removeTags(CallContext context, ObjectNode input) {
        tags.remove(tagged(input), Inputs.strings(input, "TagKeys"));
        return AwsJson.object();
    }

    private JsonNode listTags(CallContext context, ObjectNode input) {
        return AwsJson.object().set("TagList", tags.list(tagged(input)));
    }

    /** The ARN of the parameter whose tags a request is about. */
    private String tagged(ObjectNode input) {
        String type = Inputs.required(input, "ResourceType");
        String id = Inputs.required(input, "ResourceId");
        if (!type.equals("Parameter")) {
            throw AwsException.client(
                    "InvalidResourceType", "The local emulator has tags of the type Parameter, got: " + type);
        }
        if (!parameters.containsKey(id)) {
            throw AwsException.client("InvalidResourceId", "The resource ID isn't valid: " + id);
        }
        return permissions.arn(id);
    }

    /** Finds a parameter by name or ARN. */
    private Parameter find(String nameOrArn) {
        String arnPrefix = account.arn("ssm", "parameter");
        String name = nameOrArn.startsWith(arnPrefix) ? nameOrArn.substring(arnPrefix.length()) : nameOrArn;
        Parameter parameter = parameters.get(name);
        if (parameter == null && nameOrArn.startsWith(arnPrefix)) {
            // The ARN of a parameter without a path has a slash that its name has not.
            parameter = parameters.get(name.replaceFirst("^/", ""));
        }
        if (parameter == null) {
            throw notFound(nameOrArn);
        }
        return parameter;
    }

    private static AwsException notFound(String name) {
        return AwsException.client("ParameterNotFound", "Parameter " + name + " not found.");
    }

    private ObjectNode described(Parameter parameter) {
        return AwsJson.object()
                .put("Name", parameter.name())
                .put("Type", parameter.type())
                .put("Value", parameter.value())
                .put("Version", parameter.version())
                .put("LastModifiedDate", AwsJson.timestamp(parameter.lastModified()))
                .put("ARN", permissions.arn(parameter.name()))
                .put("DataType", parameter.dataType());
    }
}

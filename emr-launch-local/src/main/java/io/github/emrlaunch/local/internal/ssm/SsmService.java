package io.github.emrlaunch.local.internal.ssm;

import io.github.emrlaunch.local.internal.aws.AwsService;
import io.github.emrlaunch.local.internal.aws.Operation;
import io.github.emrlaunch.local.internal.resources.ResourceType;
import io.github.emrlaunch.local.internal.service.Checkpoint;
import io.github.emrlaunch.local.internal.service.Checkpoints;
import io.github.emrlaunch.local.internal.service.LocalService;
import io.github.emrlaunch.local.internal.service.SecretSource;
import io.github.emrlaunch.local.internal.service.ServiceContext;
import io.github.emrlaunch.local.internal.service.ServiceFactory;
import io.github.emrlaunch.local.internal.tasks.ServiceTasks;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Parameter Store: parameters with their versions, labels and tags. */
public final class SsmService implements LocalService, SecretSource {
    private final Parameters parameters;
    private final ParameterPermissions permissions;
    private final ParameterQueries queries;
    private final ParameterChanges changes;
    private final ParameterResources resources;

    SsmService(ServiceContext context) {
        this.parameters = new Parameters(context.account());
        this.permissions = new ParameterPermissions(context.account(), context.services(), parameters);
        this.queries = new ParameterQueries(context.account(), parameters, permissions);
        this.changes = new ParameterChanges(context.clock(), parameters, permissions);
        this.resources = new ParameterResources(context);
    }

    /** Creates the service. */
    public static final class Factory implements ServiceFactory {
        @Override
        public LocalService create(ServiceContext context) {
            return new SsmService(context);
        }
    }

    /** Returns the values of all parameters that are not of type SecureString, by name. */
    public Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        parameters.all().stream()
                .filter(parameter -> !parameter.latest().isSecure())
                .forEach(parameter ->
                        values.put(parameter.name(), parameter.latest().value()));
        return values;
    }

    @Override
    public Checkpoint checkpoint() {
        return Checkpoints.all(parameters.checkpoint(), resources.checkpoint());
    }

    @Override
    public AwsService api() {
        Map<String, Operation> operations = new HashMap<>();
        operations.put("PutParameter", new Operation(permissions::put, ParameterShapes.PUT.checked(changes::put)));
        operations.put(
                "GetParameter",
                new Operation(permissions.reading("GetParameter"), ParameterShapes.GET.checked(queries::get)));
        operations.put(
                "GetParameters",
                new Operation(permissions::getSeveral, ParameterShapes.GET_SEVERAL.checked(queries::getSeveral)));
        operations.put(
                "GetParametersByPath",
                new Operation(permissions::getByPath, ParameterShapes.GET_BY_PATH.checked(queries::getByPath)));
        operations.put(
                "GetParameterHistory",
                new Operation(
                        permissions.reading("GetParameterHistory"),
                        ParameterShapes.HISTORY.checked(queries::getHistory)));
        operations.put(
                "DescribeParameters",
                new Operation(permissions::describe, ParameterShapes.DESCRIBE.checked(queries::describe)));
        operations.put(
                "DeleteParameter",
                new Operation(permissions.named("DeleteParameter"), ParameterShapes.DELETE.checked(changes::delete)));
        operations.put(
                "DeleteParameters",
                new Operation(
                        permissions.severalNamed("DeleteParameters"),
                        ParameterShapes.DELETE_SEVERAL.checked(changes::deleteSeveral)));
        operations.put(
                "LabelParameterVersion",
                new Operation(
                        permissions.named("LabelParameterVersion"), ParameterShapes.LABEL.checked(changes::label)));
        operations.put(
                "UnlabelParameterVersion",
                new Operation(
                        permissions.named("UnlabelParameterVersion"),
                        ParameterShapes.UNLABEL.checked(changes::unlabel)));
        operations.put(
                "AddTagsToResource",
                new Operation(
                        permissions.tagging("AddTagsToResource"), ParameterShapes.ADD_TAGS.checked(changes::addTags)));
        operations.put(
                "RemoveTagsFromResource",
                new Operation(
                        permissions.tagging("RemoveTagsFromResource"),
                        ParameterShapes.REMOVE_TAGS.checked(changes::removeTags)));
        operations.put(
                "ListTagsForResource",
                new Operation(
                        permissions.tagging("ListTagsForResource"),
                        ParameterShapes.LIST_TAGS.checked(changes::listTags)));
        return AwsService.json("ssm", "AmazonSSM", operations);
    }

    @Override
    public Collection<String> secretValues() {
        return parameters.secureValues();
    }

    @Override
    public ServiceTasks tasks() {
        return ServiceTasks.NONE.with(ServiceTasks.Sdk.of("ssm", "Ssm"));
    }

    @Override
    public Map<String, ResourceType> resources() {
        return resources.handlers();
    }
}

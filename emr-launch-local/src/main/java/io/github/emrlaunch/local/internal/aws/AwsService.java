package io.github.emrlaunch.local.internal.aws;

import java.util.List;
import java.util.Map;

/**
 * The operations of a service, and how requests call them.
 *
 * @param name the prefix of its IAM actions and the name that requests are signed for, such as {@code elasticmapreduce}
 * @param protocol how requests come over HTTP
 * @param errors the errors that all operations have
 * @param operations operations by name, such as {@code RunJobFlow}
 */
public record AwsService(
        String name, ServiceProtocol protocol, CommonErrors errors, Map<String, Operation> operations) {
    public AwsService {
        operations = Map.copyOf(operations);
    }

    /**
     * A service that speaks an AWS JSON protocol.
     *
     * @param targetPrefix what {@code X-Amz-Target} begins with
     */
    public static AwsService json(String name, String targetPrefix, Map<String, Operation> operations) {
        return new AwsService(name, new ServiceProtocol.Json(targetPrefix), CommonErrors.JSON, operations);
    }

    /**
     * A service that speaks the AWS Query protocol.
     *
     * @param namespace of the answers' XML
     */
    public static AwsService query(String name, String namespace, Map<String, Operation> operations) {
        return new AwsService(name, new ServiceProtocol.Query(namespace), CommonErrors.QUERY, operations);
    }

    /** A service that speaks the AWS REST JSON protocol. */
    public static AwsService rest(String name, List<ServiceProtocol.Route> routes, Map<String, Operation> operations) {
        return new AwsService(name, new ServiceProtocol.Rest(routes, false), CommonErrors.REST, operations);
    }

    /** The same with other errors than those of its protocol. */
    public AwsService with(CommonErrors others) {
        return new AwsService(name, protocol, others, operations);
    }
}

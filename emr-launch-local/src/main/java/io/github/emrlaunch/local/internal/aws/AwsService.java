package io.github.emrlaunch.local.internal.aws;

import java.util.List;
import java.util.Map;

/**
 * A service: its operations and the protocol of its requests.
 *
 * @param name the prefix of its IAM actions and the service name in signatures, such as {@code elasticmapreduce}
 * @param protocol the HTTP protocol of requests
 * @param errors the errors that all operations can return
 * @param operations operations by name, such as {@code RunJobFlow}
 */
public record AwsService(
        String name, ServiceProtocol protocol, CommonErrors errors, Map<String, Operation> operations) {
    public AwsService {
        operations = Map.copyOf(operations);
    }

    /**
     * Creates a service with an AWS JSON protocol.
     *
     * @param targetPrefix the prefix of {@code X-Amz-Target}
     */
    public static AwsService json(String name, String targetPrefix, Map<String, Operation> operations) {
        return new AwsService(name, new ServiceProtocol.Json(targetPrefix), CommonErrors.JSON, operations);
    }

    /**
     * Creates a service with the AWS Query protocol.
     *
     * @param namespace the XML namespace of the responses
     */
    public static AwsService query(String name, String namespace, Map<String, Operation> operations) {
        return new AwsService(name, new ServiceProtocol.Query(namespace), CommonErrors.QUERY, operations);
    }

    /** Creates a service with the AWS REST JSON protocol. */
    public static AwsService rest(String name, List<ServiceProtocol.Route> routes, Map<String, Operation> operations) {
        return new AwsService(name, new ServiceProtocol.Rest(routes, false), CommonErrors.REST, operations);
    }

    /** Returns a copy with other errors than the default errors of its protocol. */
    public AwsService with(CommonErrors others) {
        return new AwsService(name, protocol, others, operations);
    }
}

package io.github.emrlaunch.lambdas.aws;

/** An AWS service that the Lambda functions call. */
public enum CalledService {
    /** Systems Manager, for Parameter Store. */
    SSM("ssm", "SSM", Protocol.JSON, "AmazonSSM", "1.1"),
    /** Amazon EMR on EC2. */
    EMR("elasticmapreduce", "EMR", Protocol.JSON, "ElasticMapReduce", "1.1"),
    /** Secrets Manager. */
    SECRETS_MANAGER("secretsmanager", "SECRETS_MANAGER", Protocol.JSON, "secretsmanager", "1.1"),
    /** Step Functions. */
    STEP_FUNCTIONS("states", "SFN", Protocol.JSON, "AWSStepFunctions", "1.0"),
    /** EMR Serverless. */
    EMR_SERVERLESS("emr-serverless", "EMR_SERVERLESS", Protocol.REST_JSON, "", "1.1");

    /** The protocol of a service, from its model. */
    enum Protocol {
        /** A POST request with JSON. A header names the operation. */
        JSON,
        /** Method and path identify the operation. The body is JSON. */
        REST_JSON
    }

    private final String prefix;
    private final String variable;
    private final Protocol protocol;
    private final String target;
    private final String version;

    CalledService(String prefix, String variable, Protocol protocol, String target, String version) {
        this.prefix = prefix;
        this.variable = variable;
        this.protocol = protocol;
        this.target = target;
        this.version = version;
    }

    /** Returns the prefix of the service's host and its IAM actions, which is also its name in signatures. */
    public String prefix() {
        return prefix;
    }

    /** Returns the suffix of the environment variable {@code AWS_ENDPOINT_URL_…}. */
    String variable() {
        return variable;
    }

    Protocol protocol() {
        return protocol;
    }

    /** Returns the prefix of the header {@code X-Amz-Target}; empty for other protocols. */
    String target() {
        return target;
    }

    /** Returns the version of the JSON protocol. */
    String version() {
        return version;
    }
}

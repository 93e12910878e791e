package io.github.emrlaunch.lambdas.aws;

/** A service of AWS that the Lambda functions call. */
public enum CalledService {
    /** Systems Manager, for its Parameter Store. */
    SSM("ssm", "SSM", Protocol.JSON, "AmazonSSM", "1.1"),
    /** Amazon EMR on EC2. */
    EMR("elasticmapreduce", "EMR", Protocol.JSON, "ElasticMapReduce", "1.1"),
    /** Secrets Manager. */
    SECRETS_MANAGER("secretsmanager", "SECRETS_MANAGER", Protocol.JSON, "secretsmanager", "1.1"),
    /** Step Functions. */
    STEP_FUNCTIONS("states", "SFN", Protocol.JSON, "AWSStepFunctions", "1.0"),
    /** EMR Serverless. */
    EMR_SERVERLESS("emr-serverless", "EMR_SERVERLESS", Protocol.REST_JSON, "", "1.1");

    /** How a request is written, by the service's model. */
    enum Protocol {
        /** A POST of JSON; a header names the operation. */
        JSON,
        /** Method and path are the operation, the body is JSON. */
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

    /** What the service's host and its IAM actions begin with, and what a signature names it. */
    public String prefix() {
        return prefix;
    }

    /** The end of the environment variable {@code AWS_ENDPOINT_URL_…}. */
    String variable() {
        return variable;
    }

    Protocol protocol() {
        return protocol;
    }

    /** What the header {@code X-Amz-Target} begins with; empty for other protocols. */
    String target() {
        return target;
    }

    /** The version of the JSON protocol. */
    String version() {
        return version;
    }
}

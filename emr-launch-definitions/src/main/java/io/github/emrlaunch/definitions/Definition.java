package io.github.emrlaunch.definitions;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What one parameter in Parameter Store holds. */
public sealed interface Definition
        permits EmrProfileDefinition,
                ClusterConfigurationDefinition,
                EmrLaunchFunctionDefinition,
                ServerlessJobFunctionDefinition,
                PipelineDefinition {
    /** Namespace and name. */
    DefinitionName definitionName();

    /** The type, which says where the definition is stored. */
    DefinitionType<?> type();

    /** The few members that lists show: those of {@link DefinitionType#summaryMembers}. */
    ObjectNode summary();

    /** The document as stored: a new object, the caller's to change. */
    ObjectNode toJson();

    /** The document as the text of a parameter's value. */
    default String toJsonText() {
        return Json.write(toJson());
    }
}

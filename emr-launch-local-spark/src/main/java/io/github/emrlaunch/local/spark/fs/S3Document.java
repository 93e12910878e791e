package io.github.emrlaunch.local.spark.fs;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** An element of a document of S3, such as the document itself. */
record S3Document(String name, String text, List<S3Document> children) {
    static S3Document read(InputStream in) throws IOException {
        // The JDK's own, whatever other parsers Spark has on its class path.
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(in);
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                // The prolog.
            }
            S3Document document = element(reader);
            reader.close();
            return document;
        } catch (XMLStreamException e) {
            throw new IOException("The answer of S3 is no XML document", e);
        }
    }

    private static S3Document element(XMLStreamReader reader) throws XMLStreamException {
        String name = reader.getLocalName();
        StringBuilder text = new StringBuilder();
        List<S3Document> children = new ArrayList<>();
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> children.add(element(reader));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.SPACE -> text.append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    return new S3Document(name, text.toString(), List.copyOf(children));
                }
                default -> {
                    // Comments and the like.
                }
            }
        }
    }

    List<S3Document> all(String child) {
        return children.stream().filter(each -> each.name().equals(child)).toList();
    }

    /** The text of a child; empty without one. */
    String text(String child) {
        return all(child).stream().findFirst().map(S3Document::text).orElse("");
    }
}

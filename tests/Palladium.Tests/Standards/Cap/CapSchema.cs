using System.Xml;
using System.Xml.Schema;

namespace Palladium.Tests.Standards.Cap;

/// <summary>The schema of OASIS, run by the platform's own validator: the referee of reader and writer.</summary>
internal sealed class CapSchema
{
    private readonly XmlSchemaSet _set = new() { XmlResolver = null };

    public CapSchema()
    {
        using var reader = XmlReader.Create(TestData.Require("cap/cap_1_2.xsd"));
        _set.Add(null, reader);
        _set.Compile();
    }

    /// <summary>The first error, or null when the document is valid.</summary>
    public string? ErrorOf(byte[] document)
    {
        string? error = null;
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = _set, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        settings.ValidationFlags |= XmlSchemaValidationFlags.ReportValidationWarnings;
        // A signature is allowed to stand; its own schema is not part of CAP.
        settings.ValidationEventHandler += (_, e) => error ??= e.Severity == XmlSeverityType.Error || e.Message.Contains("alert", StringComparison.Ordinal) ? e.Message : null;
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(document), settings);
            while (reader.Read())
            {
            }
        }
        catch (Exception e) when (e is XmlException or NotSupportedException)
        {
            return e.Message;
        }

        return error;
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Palladium.Federation.Keys;

/// <summary>What the charter pins of a TLS certificate: its public key, and nothing else of it.</summary>
public static class TransportPin
{
    /// <summary>SHA-256 of the SubjectPublicKeyInfo, 64 lower-case hexadecimal digits.</summary>
    public static string Of(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
}

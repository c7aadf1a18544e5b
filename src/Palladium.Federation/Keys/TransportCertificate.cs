using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Palladium.Federation.Keys;

/// <summary>The self-signed certificate of the peer port. Only its key is pinned; names and dates are there for the format.</summary>
internal static class TransportCertificate
{
    public static X509Certificate2 LoadOrCreate(string file)
    {
        if (!File.Exists(file))
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=palladium-node", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
                [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));

            // The charter says when a key counts, so the dates are as wide as X.509 permits without a clock.
            using var made = request.CreateSelfSigned(
                new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2099, 12, 31, 0, 0, 0, TimeSpan.Zero));
            KeyFiles.Write(file, Encoding.ASCII.GetBytes(
                made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n"));
        }

        try
        {
            return X509Certificate2.CreateFromPemFile(file);
        }
        catch (CryptographicException e)
        {
            throw new FormatException($"{file} does not hold a certificate and its private key as PEM.", e);
        }
    }
}

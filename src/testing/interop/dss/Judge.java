import eu.europa.esig.dss.enumerations.ASiCContainerType;
import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.util.List;

/** The European Commission's own validator (DSS): what it says of each container. Arguments: a root certificate, lists of revoked ones with commas, then containers. One line each, tabs between. */
public class Judge {
  public static void main(String[] args) {
    CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
    CertificateToken root = DSSUtils.loadCertificate(new File(args[0]));
    anchors.addCertificate(root);
    String[] lists = args[1].split(",");
    for (int at = 2; at < args.length; at++) {
      String said;
      try {
        said = judge(new FileDocument(args[at]), anchors, lists);
      } catch (RuntimeException refused) {
        said = "refused\t" + refused.getMessage();
      }
      System.out.println(said.replace('\n', ' '));
    }
  }

  private static String judge(FileDocument container, CommonTrustedCertificateSource anchors, String[] lists) {
    CommonCertificateVerifier verifier = new CommonCertificateVerifier();
    verifier.setTrustedCertSources(anchors);
    FileDocument[] crls = new FileDocument[lists.length];
    for (int at = 0; at < lists.length; at++) crls[at] = new FileDocument(lists[at]);
    verifier.setCrlSource(new ExternalResourcesCRLSource(crls));
    SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(container);
    validator.setCertificateVerifier(verifier);
    Reports reports = validator.validateDocument();
    SimpleReport simple = reports.getSimpleReport();
    DiagnosticData facts = reports.getDiagnosticData();
    List<String> ids = simple.getSignatureIdList();
    if (ids.size() != 1) return "refused\t" + ids.size() + " signatures";
    String id = ids.get(0);
    ASiCContainerType type = facts.getContainerType();
    Indication indication = simple.getIndication(id);
    long covered = facts.getSignatureById(id).getSignatureScopes().size();
    return String.join("\t", String.valueOf(indication), String.valueOf(simple.getSubIndication(id)), String.valueOf(type), String.valueOf(facts.isMimetypeFilePresent()), facts.getMimetypeFileContent(),
      String.valueOf(simple.getSignatureFormat(id)), String.valueOf(covered), String.join("; ", simple.getAdESValidationErrors(id).stream().map(one -> one.getValue()).toList()));
  }
}
